using Patchlog.Json;

namespace Patchlog.Rules.Trying;

/// <summary>A run in the format in which those of nools are recorded.</summary>
static class RuleRunJson
{
    /// <summary>Writes the run as one object.</summary>
    public static void Write(RuleRun run, JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.BeginObject();
        WriteError(writer, "compileError", run.CompileErrors);
        WriteError(writer, "assertError", run.AssertError is { } refused ? [refused] : []);
        WriteError(writer, "matchError", run.MatchError is { } failed ? [failed] : []);
        writer.Member("limitHit", run.LimitHit is not null);

        WriteFirings(writer, run.Steps);
        WriteTexts(writer, "events", run.Steps.Select(step => step.Event).OfType<string>());
        WriteEmitted(writer, run.Steps);
        WriteTexts(writer, "log", run.Steps.OfType<RuleRunStep.Logged>().Select(step => step.Text));
        WriteFacts(writer, run.Facts);

        writer.End();
    }

    static void WriteError(JsonWriter writer, string name, IReadOnlyList<RuleFault> faults)
    {
        writer.Name(name);
        if (faults.Count == 0)
            writer.Null();
        else
            writer.String(string.Join('\n', faults));
    }

    static void WriteTexts(JsonWriter writer, string name, IEnumerable<string> texts)
    {
        writer.Name(name).BeginArray();
        foreach (var text in texts)
            writer.String(text);

        writer.End();
    }

    static void WriteFirings(JsonWriter writer, IReadOnlyList<RuleRunStep> steps)
    {
        WriteTexts(writer, "fired", steps.OfType<RuleRunStep.Fired>().Select(firing => firing.Rule));

        writer.Name("bindings").BeginArray();
        foreach (var firing in steps.OfType<RuleRunStep.Fired>())
        {
            writer.BeginObject();
            foreach (var binding in firing.Bindings)
            {
                if (binding.Fact is { } fact)
                    writer.Member(binding.Name, fact.ToString());
                else if (binding.Value is { } value)
                    writer.Member(binding.Name, value);
            }

            writer.End();
        }

        writer.End();
    }

    static void WriteEmitted(JsonWriter writer, IReadOnlyList<RuleRunStep> steps)
    {
        writer.Name("emitted").BeginArray();
        foreach (var emitted in steps.OfType<RuleRunStep.Emitted>())
        {
            writer.BeginArray().String(emitted.Name);
            foreach (var argument in emitted.Arguments)
                writer.Value(argument);

            writer.End();
        }

        writer.End();
    }

    static void WriteFacts(JsonWriter writer, IReadOnlyList<RuleRunFact> facts)
    {
        writer.Name("facts").BeginObject();
        foreach (var type in facts.GroupBy(fact => fact.Label.Type, StringComparer.Ordinal))
        {
            writer.Name(type.Key).BeginArray();
            foreach (var fact in type)
                writer.Value(fact.Value);

            writer.End();
        }

        writer.End();
    }
}
