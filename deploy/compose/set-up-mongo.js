// Make the three members one replica set, once, and wait until one of them takes writes.
try {
  rs.status();
} catch (refused) {
  if (refused.codeName !== "NotYetInitialized") throw refused;
  rs.initiate({
    _id: "muster",
    members: [1, 2, 3].map((number) => ({ _id: number, host: `mongo-${number}:27017` })),
  });
}
while (!rs.status().members.some((member) => member.stateStr === "PRIMARY")) sleep(200);
