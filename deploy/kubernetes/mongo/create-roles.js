// Written from the code by `muster generate`.
// A role for each service, on its own database alone, and for each command of an operator.
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
  },
  {
    "createRole": "muster-doctor",
    "privileges": [
      {
        "resource": {
          "db": "muster_gateway",
          "collection": ""
        },
        "actions": [
          "listCollections",
          "listIndexes",
          "collStats"
        ]
      },
      {
        "resource": {
          "db": "muster_gateway",
          "collection": "migrations"
        },
        "actions": [
          "find"
        ]
      },
      {
        "resource": {
          "db": "muster_inbox",
          "collection": ""
        },
        "actions": [
          "listCollections",
          "listIndexes",
          "collStats"
        ]
      },
      {
        "resource": {
          "db": "muster_inbox",
          "collection": "migrations"
        },
        "actions": [
          "find"
        ]
      },
      {
        "resource": {
          "db": "muster_routing",
          "collection": ""
        },
        "actions": [
          "listCollections",
          "listIndexes",
          "collStats"
        ]
      },
      {
        "resource": {
          "db": "muster_routing",
          "collection": "migrations"
        },
        "actions": [
          "find"
        ]
      },
      {
        "resource": {
          "db": "muster_crisis",
          "collection": ""
        },
        "actions": [
          "listCollections",
          "listIndexes",
          "collStats"
        ]
      },
      {
        "resource": {
          "db": "muster_crisis",
          "collection": "migrations"
        },
        "actions": [
          "find"
        ]
      },
      {
        "resource": {
          "db": "muster_analytics",
          "collection": ""
        },
        "actions": [
          "listCollections",
          "listIndexes",
          "collStats"
        ]
      },
      {
        "resource": {
          "db": "muster_analytics",
          "collection": "migrations"
        },
        "actions": [
          "find"
        ]
      },
      {
        "resource": {
          "db": "muster_gateway",
          "collection": "backups"
        },
        "actions": [
          "find"
        ]
      }
    ],
    "roles": []
  },
  {
    "createRole": "muster-backup",
    "privileges": [
      {
        "resource": {
          "db": "muster_gateway",
          "collection": "backups"
        },
        "actions": [
          "insert",
          "update"
        ]
      }
    ],
    "roles": [
      {
        "role": "read",
        "db": "muster_gateway"
      },
      {
        "role": "read",
        "db": "muster_inbox"
      },
      {
        "role": "read",
        "db": "muster_routing"
      },
      {
        "role": "read",
        "db": "muster_crisis"
      },
      {
        "role": "read",
        "db": "muster_analytics"
      }
    ]
  },
  {
    "createRole": "muster-restore",
    "privileges": [],
    "roles": [
      {
        "role": "readWrite",
        "db": "muster_gateway"
      },
      {
        "role": "readWrite",
        "db": "muster_inbox"
      },
      {
        "role": "readWrite",
        "db": "muster_routing"
      },
      {
        "role": "readWrite",
        "db": "muster_crisis"
      },
      {
        "role": "readWrite",
        "db": "muster_analytics"
      }
    ]
  }
];
const admin = db.getSiblingDB("admin");
for (const each of roles) {
  const {createRole: name, ...rights} = each;
  const done = admin.runCommand(admin.getRole(name) ? {updateRole: name, ...rights} : each);
  if (!done.ok) throw new Error(done.errmsg);
}
