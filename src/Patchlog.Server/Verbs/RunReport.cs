using System.Diagnostics;
using System.Globalization;
using System.Text;
using Patchlog.Json;
using Patchlog.Rules.Trying;

namespace Patchlog.Server.Verbs;

/// <summary>What <c>patchlog rules run</c> answers on standard output: lines for people, or one JSON object.</summary>
static class RunReport
{
    static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Tells what happened, in order, and what the facts are at the end.</summary>
    public static void Write(RuleRun run)
    {
        using var output = new StreamWriter(Console.OpenStandardOutput(), Utf8);
        var firings = 0;
        foreach (var step in run.Steps)
        {
            if (step is RuleRunStep.Fired)
                firings++;

            Write(output, step, firings);
        }

        output.WriteLine($"Facts at the end, after {Count(firings, "firing")}:");
        foreach (var (label, value) in run.Facts)
            output.WriteLine(VisibleText.Of($"  {label} {value}"));
    }

    /// <summary>Writes all of it as one JSON object.</summary>
    public static void WriteJson(RuleRun run)
    {
        using var writer = new JsonWriter();
        run.WriteTo(writer);

        using var output = Console.OpenStandardOutput();
        output.Write(writer.Written.Span);
        output.WriteByte((byte)'\n');
    }

    /// <summary>A number with its noun.</summary>
    public static string Count(int number, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{number} {noun}{(number == 1 ? "" : "s")}");

    static void Write(StreamWriter output, RuleRunStep step, int firings)
    {
        if (step is RuleRunStep.Fired)
        {
            output.WriteLine(VisibleText.Of($"{firings}. {Describe(step)}"));
            return;
        }

        // What comes before the first firing was done by the run itself; then it is what an action did.
        var indent = firings == 0 ? "" : "     ";
        string[] lines = step is RuleRunStep.Logged ? Describe(step).Split('\n') : [Describe(step)];
        foreach (var line in lines)
            output.WriteLine(VisibleText.Of(indent + line.TrimEnd('\r')));
    }

    static string Describe(RuleRunStep step) => step switch
    {
        RuleRunStep.Fired fired => $"{fired.Rule}{BindingsOf(fired)}",
        RuleRunStep.Asserted asserted => $"asserted {asserted.Fact}",
        RuleRunStep.Modified modified => $"modified {modified.Fact}",
        RuleRunStep.Retracted retracted => $"retracted {retracted.Fact}",
        RuleRunStep.Emitted emitted =>
            $"emitted {emitted.Name}{string.Concat(emitted.Arguments.Select(argument => $" {argument}"))}",
        RuleRunStep.Logged logged => $"log: {logged.Text}",
        _ => throw new UnreachableException($"There is no sentence for {step.GetType().Name}."),
    };

    static string BindingsOf(RuleRunStep.Fired fired)
    {
        var bindings = fired.Bindings.Select(
            binding => $"{binding.Name} = {binding.Fact?.ToString() ?? binding.Value?.ToString() ?? "undefined"}");
        var text = string.Join(", ", bindings);

        return text.Length == 0 ? "" : $" ({text})";
    }
}
