using System.Collections.Immutable;
using Patchlog.Json;

namespace Patchlog.Deciding.BusinessRules;

/// <summary>What the rules of all files have said of one command so far. Used once, by one thread.</summary>
/// <param name="body">The document that is judged; null where there is none.</param>
sealed class Verdict(JsonObject? body)
{
    readonly List<ProblemError> _rejections = [];
    readonly List<string> _fired = [];
    readonly HashSet<string> _known = [];
    readonly Dictionary<string, List<JsonValue>> _emitted = [];
    readonly List<string> _names = [];
    readonly List<string> _log = [];
    int _rejected;
    long _emittedBytes;

    /// <summary>What is left for the records of rules.</summary>
    public TraceBudget TraceBudget { get; } = new();

    /// <summary>The records of the runs, where the decision is traced.</summary>
    public List<JsonValue> Records { get; } = [];

    /// <summary>The document with what rules have changed.</summary>
    public JsonObject? Body { get; set; } = body;

    /// <summary>The rules that fired, each once, in order.</summary>
    public ImmutableArray<string> Fired => [.. _fired];

    /// <summary>The business data that rules add, by name; null if they add none.</summary>
    public JsonObject? Emitted => _names.Count == 0
        ? null
        : JsonObject.Of([.. _names.Select(name => new JsonMember(name, JsonArray.Of([.. _emitted[name]])))]);

    /// <summary>What rules wrote to the log.</summary>
    public ImmutableArray<string> Log => [.. _log];

    /// <summary>Notes that a rule fired.</summary>
    public void AddFiring(string rule)
    {
        if (_known.Add(rule))
            _fired.Add(rule);
    }

    /// <summary>Notes a reason to refuse the command.</summary>
    public void AddRejection(ProblemError why)
    {
        // A rule that fires again, because another has changed something, has no new reason.
        var cut = why with { Detail = Excerpt.Of(why.Detail, VerdictLimits.MaxTextLength) };
        if (_rejections.Contains(cut))
            return;

        _rejected++;
        if (_rejections.Count < VerdictLimits.MaxRejections)
            _rejections.Add(cut);
    }

    /// <summary>Notes a line for the log.</summary>
    public void AddLine(string text)
    {
        if (_log.Count < VerdictLimits.MaxLogLines)
            _log.Add(Excerpt.Of(text, VerdictLimits.MaxTextLength));
    }

    /// <summary>Notes business data; false if it is too much.</summary>
    public bool TryAddData(string name, JsonValue data)
    {
        _emittedBytes += name.Length + data.Utf8Length;
        if (_emittedBytes > VerdictLimits.MaxEmittedBytes)
            return false;

        if (!_emitted.TryGetValue(name, out var values))
        {
            _emitted.Add(name, values = []);
            _names.Add(name);
        }

        values.Add(data);
        return true;
    }

    /// <summary>Why rules refuse the command, all reasons in one; null if they do not.</summary>
    public Problem? FindRejection() => _rejections switch
    {
        [] => null,
        [var why] => new(ProblemCode.Rejected, why.Detail) { Errors = [why] },
        [var first, ..] => new(ProblemCode.Rejected, $"{first.Detail} There are {_rejected} reasons in all.")
        {
            Errors = [.. _rejections],
        },
    };
}
