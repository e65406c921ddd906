using Shouldly;
using Xunit;

namespace Patchlog.Statecharts.Tests.Drawing;

/// <summary>Machines as text for Mermaid.</summary>
public sealed class MermaidTests
{
    [Fact]
    public void Everything_a_machine_can_do_is_shown() =>
        StatechartDrawing.ToMermaid(Drawn.Compile(Drawn.Order), ["open.waiting"]).ShouldBe(
            """
            stateDiagram-v2
              state "open" as s1 {
                state "reserving" as s2
                state "waiting" as s3
                state "H*" as s4
                [*] --> s2
                s2 --> s3 : reserve done
                s3 --> s2 : paid
              }
              state "work" as s5 {
                state "packing" as s6 {
                  state "started" as s7
                  state "over" as s8
                  [*] --> s7
                  s8 --> [*]
                  s7 --> s8 : packed
                }
                --
                state "billing" as s9 {
                  state "started" as s10
                  state "over" as s11
                  [*] --> s10
                  s11 --> [*]
                  s10 --> s11 : always [true]
                }
              }
              state "ended" as s12
              state "failed" as s13
              [*] --> s1
              s12 --> [*]
              s13 --> [*] : compensate
              [*] --> s12 : abort
              s2 --> s13 : reserve failed
              s3 --> s5 : paid [event.data.amount #62; 10]
              s3 --> s13 : after PT1H
              s5 --> s12 : done
              s3 --> s3 : hurry
              classDef active fill:#2563eb,color:#ffffff,stroke:#1e3a8a
              class s3 active

            """.ReplaceLineEndings("\n"));

    [Fact]
    public void A_name_is_never_syntax()
    {
        var chart = Drawn.Compile("""
            {
              "initial": "a\"] --> b\nend", "context": {},
              "states": {
                "a\"] --> b\nend": { "on": { "x; y: {<script>}\n--%%": { "target": "end", "guard": "'\\\"#`' !== '}'" } } },
                "end": {}
              }
            }
            """);

        var lines = StatechartDrawing.ToMermaid(chart, []).Split('\n');

        lines[1].ShouldBe("  state \"a#34;] #45;#45;#62; b end\" as s1");
        lines.Length.ShouldBe(6);
        lines[4].ShouldBe(
            "  s1 --> s2 : x#59; y#58; #123;#60;script#62;#125; #45;#45;#37;#37; ['#92;#34;#35;#96;' !== '#125;']");
    }

    [Fact]
    public void A_long_text_is_cut()
    {
        var chart = Drawn.Compile(
            $$"""{ "initial": "a", "context": {}, "states": { "a": { "on": { "{{new string('x', 250)}}": "a" } } } }""");

        StatechartDrawing.ToMermaid(chart, []).ShouldContain($"s1 --> s1 : {new string('x', 199)}…\n");
    }
}
