// Written from the code by `muster generate`.
// A role for each service, on its own database alone; indexes are made by the service itself.
// Then a user each: db.getSiblingDB("admin").createUser({user, pwd: passwordPrompt(), roles: [role]}).
const databases = {
  "inbox": "muster_inbox",
  "routing": "muster_routing",
  "crisis": "muster_crisis",
  "analytics": "muster_analytics",
  "gateway": "muster_gateway"
};
const admin = db.getSiblingDB("admin");
for (const [service, database] of Object.entries(databases)) {
  const role = `muster-${service}`;
  if (admin.getRole(role)) continue;
  admin.createRole({ role, privileges: [], roles: [{ role: "readWrite", db: database }] });
}
