using System.Xml.Linq;
using Shouldly;

namespace Patchlog.Statecharts.Tests.Drawing;

/// <summary>Machines of the tests of drawings.</summary>
static class Drawn
{
    /// <summary>Nested states, regions, timers, an invocation, a history, names that mean something elsewhere.</summary>
    public const string Order = """
        {
          "id": "order",
          "initial": "open",
          "context": {},
          "on": { "abort": ".ended" },
          "states": {
            "open": {
              "initial": "reserving",
              "states": {
                "reserving": {
                  "invoke": {
                    "id": "reserve",
                    "command": { "type": "create", "targetName": "reservations", "targetId": "self.id" },
                    "onDone": "waiting",
                    "onError": "#order.failed"
                  }
                },
                "waiting": {
                  "on": {
                    "paid": [{ "guard": "event.data.amount > 10", "target": "#order.work" }, "reserving"],
                    "hurry": { "actions": { "type": "log", "message": "'no'" } }
                  },
                  "after": { "PT1H": "#order.failed" }
                },
                "recent": { "type": "history", "history": "deep" }
              }
            },
            "work": {
              "type": "parallel",
              "onDone": "ended",
              "states": {
                "packing": {
                  "initial": "started",
                  "states": { "started": { "on": { "packed": "over" } }, "over": { "type": "final" } }
                },
                "billing": {
                  "initial": "started",
                  "states": { "started": { "always": { "guard": "true", "target": "over" } }, "over": { "type": "final" } }
                }
              }
            },
            "ended": { "type": "final" },
            "failed": { "type": "final", "compensate": true }
          }
        }
        """;

    /// <summary>A machine that compiles.</summary>
    public static Statechart Compile(string text)
    {
        Statechart.TryCompile(new("order.json", text), out var chart, out var faults)
            .ShouldBeTrue(string.Join('\n', faults));

        return chart.ShouldNotBeNull();
    }

    /// <summary>A picture as XML, which it must be.</summary>
    public static XElement Svg(Statechart chart, params string[] active) =>
        XElement.Parse(StatechartDrawing.ToSvg(chart, active));

    /// <summary>All texts that a picture shows.</summary>
    public static string[] Texts(XElement svg) =>
        [.. svg.Descendants().Where(element => element.Name.LocalName == "text").Select(element => element.Value)];
}
