using System.Globalization;
using System.Text;
using Patchlog.Statecharts.Drawing;
using Shouldly;
using Xunit;

namespace Patchlog.Statecharts.Tests.Drawing;

/// <summary>Machines as pictures.</summary>
public sealed class SvgTests
{
    [Fact]
    public void A_picture_has_all_states_and_all_ways()
    {
        var texts = Drawn.Texts(Drawn.Svg(Drawn.Compile(Drawn.Order)));

        texts.ShouldBe(
            [
                "order", "open", "reserving", "invokes reserve", "waiting", "hurry", "H*", "work", "packing", "started",
                "over", "billing", "started", "over", "ended", "failed", "abort", "reserve done", "reserve failed",
                "paid [event.data.amount > 10]", "paid", "after PT1H", "done", "packed", "always [true]",
            ],
            ignoreOrder: true);
    }

    [Fact]
    public void Inner_states_are_inside_of_outer_ones_and_beside_each_other()
    {
        var svg = Drawn.Svg(Drawn.Compile(Drawn.Order));
        var boxes = svg.Elements().Where(element => element.Name.LocalName == "g").ToLookup(
            group => group.Elements().First().Value, group => group.Elements().First(one => one.Name.LocalName != "title"));

        var (outer, first, second) = (BoxOf("open"), BoxOf("open.reserving"), BoxOf("open.waiting"));

        outer.Contains(first).ShouldBeTrue();
        outer.Contains(second).ShouldBeTrue();
        (first.Bottom <= second.Top || second.Bottom <= first.Top || first.Right <= second.Left
            || second.Right <= first.Left).ShouldBeTrue();
        BoxOf("order").Contains(BoxOf("work.billing.over")).ShouldBeTrue();

        Frame BoxOf(string path)
        {
            var rect = boxes[path].First(one => one.Name.LocalName == "rect");

            return new(Number("x"), Number("y"), Number("width"), Number("height"));

            double Number(string name) => double.Parse(rect.Attribute(name)?.Value ?? "", CultureInfo.InvariantCulture);
        }
    }

    [Fact]
    public void A_machine_is_laid_out_by_the_script()
    {
        var graph = new DrawnGraph(new(Drawn.Compile(Drawn.Order)));

        LayoutScript.TryRun(graph, out var layout, out var fault).ShouldBeTrue(fault?.Message);

        layout.ShouldNotBeNull().Boxes.Length.ShouldBe(graph.Nodes.Count);
        layout.Routes.Length.ShouldBe(graph.Edges.Count);
        layout.Width.ShouldBeLessThan(layout.Height * 2);
    }

    [Fact]
    public void Active_states_are_marked()
    {
        var svg = Drawn.Svg(Drawn.Compile(Drawn.Order), "work.packing.started", "work.billing.over");

        svg.Elements().Where(element => element.Attribute("class")?.Value == "active")
            .Select(element => element.Elements().First().Value)
            .ShouldBe(["work.packing.started", "work.billing.over"]);
    }

    [Fact]
    public void Equal_machines_are_drawn_alike_whoever_draws_them()
    {
        var pictures = new string[4];
        Parallel.For(0, pictures.Length, at =>
            pictures[at] = StatechartDrawing.ToSvg(Drawn.Compile(Drawn.Order), ["open"]));

        pictures.Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public void A_name_is_never_markup()
    {
        var svg = StatechartDrawing.ToSvg(
            Drawn.Compile("""
                {
                  "id": "]]><script>alert(1)</script>", "initial": "<b onload='x'>\u0001&amp;", "context": {},
                  "states": {
                    "<b onload='x'>\u0001&amp;": {
                      "on": { "\"/><script>": { "actions": { "type": "log", "message": "1" } } }
                    }
                  }
                }
                """),
            []);

        svg.ShouldNotContain("<script");
        svg.ShouldNotContain("<b ");
        Drawn.Texts(System.Xml.Linq.XElement.Parse(svg)).ShouldContain("<b onload='x'> &amp;");
    }

    [Fact]
    public void A_machine_that_is_too_large_to_be_laid_out_is_drawn_still()
    {
        var states = new StringBuilder();
        for (var at = 0; at < 900; at++)
            states.Append(CultureInfo.InvariantCulture, $"\"s{at}\": {{ \"on\": {{ \"e\": \"s{(at * 7) % 900}\" }} }},");

        var chart = Drawn.Compile(
            $$"""{ "initial": "s0", "context": {}, "states": { {{states.ToString().TrimEnd(',')}} } }""");

        Drawn.Texts(Drawn.Svg(chart)).Count(text => text == "e").ShouldBe(900);
    }

    [Fact]
    public void Machines_of_all_shapes_are_drawn()
    {
        string[] charts =
        [
            """{ "context": {} }""",
            """{ "context": {}, "on": { "a": { "actions": { "type": "log", "message": "1" } } } }""",
            """{ "type": "parallel", "context": {}, "states": { "a": {}, "b": {} } }""",
            """
            { "initial": "a", "context": {}, "states": { "a": { "initial": "b", "on": { "e": { "target": "a", "reenter": true },
              "f": ".c" }, "states": { "b": { "on": { "g": "#x" } }, "c": {} } }, "d": { "id": "x", "on": { "h": "a" } } } }
            """,
            """
            { "initial": "a", "context": {}, "states": { "a": { "on": { "e": [{ "target": ["p.x.two", "p.y.two"] }] } },
              "p": { "type": "parallel", "on": { "back": "a", "self": { "target": "p", "reenter": true } }, "states": {
                "x": { "initial": "one", "states": { "one": {}, "two": {} } },
                "y": { "initial": "one", "states": { "one": {}, "two": { "on": { "z": "#order.p.x" } } } } } } } }
            """,
        ];

        foreach (var text in charts)
        {
            var chart = Drawn.Compile(text);
            var svg = StatechartDrawing.ToSvg(chart, []);

            svg.ShouldNotContain("NaN");
            Drawn.Texts(System.Xml.Linq.XElement.Parse(svg)).ShouldContain("order");
            StatechartDrawing.ToMermaid(chart, []).ShouldStartWith("stateDiagram-v2\n");
        }
    }

    readonly record struct Frame(double Left, double Top, double Width, double Height)
    {
        public double Right => Left + Width;

        public double Bottom => Top + Height;

        public bool Contains(Frame inner) =>
            inner.Left >= Left && inner.Right <= Right && inner.Top >= Top && inner.Bottom <= Bottom;
    }
}
