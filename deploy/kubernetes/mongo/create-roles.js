// Written from the code by `muster generate`.
// A role for each service, on its own database alone.
// Then a user each: db.getSiblingDB("admin").createUser({user, pwd: passwordPrompt(), roles: [role]}).
const roles = [
  {
    "createRole": "muster-inbox",
    "privileges": [],
    "roles": [
      {
        "role": "readWrite",
        "db": "muster_inbox"
      }
    ]
  },
  {
    "createRole": "muster-routing",
    "privileges": [],
    "roles": [
      {
        "role": "readWrite",
        "db": "muster_routing"
      }
    ]
  },
  {
    "createRole": "muster-crisis",
    "privileges": [],
    "roles": [
      {
        "role": "readWrite",
        "db": "muster_crisis"
      }
    ]
  },
  {
    "createRole": "muster-analytics",
    "privileges": [],
    "roles": [
      {
        "role": "readWrite",
        "db": "muster_analytics"
      }
    ]
  },
  {
    "createRole": "muster-gateway",
    "privileges": [],
    "roles": [
      {
        "role": "readWrite",
        "db": "muster_gateway"
      }
    ]
  }
];
const admin = db.getSiblingDB("admin");
for (const each of roles) {
  if (admin.getRole(each.createRole)) continue;
  const done = admin.runCommand(each);
  if (!done.ok) throw new Error(done.errmsg);
}
