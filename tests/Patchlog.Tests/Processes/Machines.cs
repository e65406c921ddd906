namespace Patchlog.Tests.Processes;

/// <summary>Bundles of the tests of processes.</summary>
static class Machines
{
    /// <summary>
    /// Is started by an order, reserves stock by a command, waits for a payment or for an hour, and then has the order
    /// shipped, or takes the reservation back.
    /// </summary>
    public static readonly (string Path, string Text) Fulfilment = ("processes/fulfilment.json",
        """
        {
          "id": "fulfilment",
          "start": { "on": "orders.created", "key": "event.targetId" },
          "correlate": [{ "on": "payments.created", "key": "event.body.order" }],
          "initial": "reserving",
          "context": { "sku": null },
          "entry": { "type": "assign", "assignment": { "sku": "input.body.sku" } },
          "states": {
            "reserving": {
              "invoke": {
                "id": "reserve",
                "command": {
                  "type": "create", "targetName": "reservations", "targetId": "self.id",
                  "body": { "sku": "context.sku" }
                },
                "compensate": { "type": "delete", "targetName": "reservations", "targetId": "self.id" },
                "onDone": "awaiting",
                "onError": "failed"
              }
            },
            "awaiting": {
              "on": { "payments.created": "shipping", "hurry": { "actions": { "type": "log", "message": "'no'" } } },
              "after": { "PT1H": "failed" }
            },
            "shipping": {
              "invoke": {
                "id": "ship",
                "command": {
                  "type": "patch", "targetName": "orders", "targetId": "self.id", "body": { "status": "'shipped'" }
                },
                "onDone": "shipped",
                "onError": "failed"
              }
            },
            "shipped": { "type": "final" },
            "failed": { "type": "final", "compensate": true }
          }
        }
        """);

    /// <summary>Waits for a time that its input names, again and again until it is told to end.</summary>
    public static readonly (string Path, string Text) Waiter = ("processes/waiter.json",
        """
        {
          "id": "waiter",
          "initial": "waiting",
          "context": { "delay": 0, "fired": 0 },
          "delays": { "asked": "context.delay" },
          "entry": { "type": "assign", "assignment": { "delay": "input.delay" } },
          "states": {
            "waiting": {
              "after": { "asked": { "target": "rung", "actions":
                { "type": "assign", "assignment": { "fired": "context.fired + 1" } } } },
              "on": { "skip": "rung" }
            },
            "rung": { "on": { "again": "waiting", "end": "ended" } },
            "ended": { "type": "final" }
          }
        }
        """);

    /// <summary>Is over in a moment, by a timer: when it is, servers have looked at what is due.</summary>
    public static readonly (string Path, string Text) Passer = ("processes/passer.json",
        """
        {
          "id": "passer", "initial": "waiting", "context": {},
          "states": { "waiting": { "after": { "0": "over" } }, "over": { "type": "final" } }
        }
        """);

    /// <summary>Is fed by events that name it by a value of its context.</summary>
    public static readonly (string Path, string Text) Watcher = ("processes/watcher.json",
        """
        {
          "id": "watcher",
          "correlate": [{ "on": "signals.created", "key": "event.body.topic", "with": "context.topic" }],
          "initial": "watching",
          "context": { "topic": null, "seen": 0 },
          "entry": { "type": "assign", "assignment": { "topic": "input.topic" } },
          "states": {
            "watching": {
              "on": {
                "signals.created": [
                  { "guard": "event.body.last === true", "target": "ended" },
                  { "actions": { "type": "assign", "assignment": { "seen": "context.seen + 1" } } }
                ]
              }
            },
            "ended": { "type": "final" }
          }
        }
        """);

    /// <summary>Sends itself an event that makes it send itself that event.</summary>
    public static readonly (string Path, string Text) Echo = ("processes/echo.json",
        """
        {
          "id": "echo",
          "initial": "idle",
          "context": { "count": 0 },
          "states": {
            "idle": {
              "on": {
                "shout": {
                  "actions": [
                    { "type": "assign", "assignment": { "count": "context.count + 1" } },
                    { "type": "sendCommand", "command": {
                      "type": "orchestration", "targetName": "echo", "targetId": "self.id",
                      "body": { "event": "'shout'" } } }
                  ]
                }
              }
            }
          }
        }
        """);

    /// <summary>Has a guard that throws, and a loop that never ends.</summary>
    public static readonly (string Path, string Text) Faulty = ("processes/faulty.json",
        """
        {
          "id": "faulty",
          "start": { "on": "triggers.created", "key": "event.targetId" },
          "correlate": [{ "on": "triggers.patched", "key": "event.targetId" }],
          "initial": "idle",
          "context": {},
          "states": {
            "idle": {
              "on": {
                "triggers.patched": { "guard": "nobody.knows", "target": "spinning" },
                "throw": { "guard": "nobody.knows", "target": "spinning" },
                "spin": "spinning",
                "fine": "fine"
              },
              "after": { "PT1H": { "guard": "nobody.knows", "target": "fine" } }
            },
            "spinning": { "always": "turning" },
            "turning": { "always": "spinning" },
            "fine": {}
          }
        }
        """);
}
