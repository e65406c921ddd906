using Patchlog.Json;
using Patchlog.Rules;

namespace Patchlog.Deciding.BusinessRules;

/// <summary>
/// Writes down which rules of a file fired on which facts, in order, and what each of them did. What would be too much
/// is left out, and the record says so. Used once, by one thread.
/// </summary>
/// <param name="file">The file.</param>
/// <param name="budget">The bytes that all records of a decision share.</param>
sealed class RuleRecorder(string file, TraceBudget budget)
{
    readonly List<JsonValue> _facts = [];
    readonly List<JsonValue> _fired = [];
    readonly Dictionary<RuleFact, JsonValue> _known = [];
    Dictionary<string, List<JsonValue>> _done = [];
    JsonObject? _firing;

    /// <summary>A fact has come: before the first rule fires it is given, later a rule has asserted it.</summary>
    public void AddFact(RuleFact fact)
    {
        if (ValueOf(fact) is not { } value)
            return;

        _known[fact] = value;

        var described = JsonObject.Of(new("fact", fact.Id), new("type", fact.Type), new("value", value));
        if (_firing is not null)
            Add("asserted", described);
        else
            _facts.Add(described);
    }

    /// <summary>A rule is about to fire.</summary>
    public void Begin(RuleFiring firing)
    {
        End();
        if (budget.IsSpent)
        {
            // The names at least: who decided is what a trace is asked for.
            if (_fired.Count < VerdictLimits.MaxTracedNames)
                _firing = Firing(firing, JsonObject.Empty);

            return;
        }

        var on = new JsonObject.Builder();
        foreach (var (name, fact, value) in firing.Bindings)
            on.Set(name, fact is not null ? JsonObject.Of(new JsonMember("fact", fact.Id))
                : value?.Depth <= VerdictLimits.MaxDepth ? value
                : JsonValue.Null);

        var described = Firing(firing, on.Build());
        _firing = budget.TrySpend(described) ? described : Firing(firing, JsonObject.Empty);
    }

    static JsonObject Firing(RuleFiring firing, JsonObject on) => JsonObject.Of(
        new("rule", firing.Rule), new("place", $"{firing.File}:{firing.Line}"), new("on", on));

    /// <summary>A fact was modified.</summary>
    public void AddChange(RuleFact fact)
    {
        if (ValueOf(fact) is not { } now)
            return;

        var change = JsonDiff.Compute(_known.GetValueOrDefault(fact, JsonValue.Null), now);
        _known[fact] = now;

        Add("changed", JsonObject.Of(new("fact", fact.Id), new("patch", change.ToJson())));
    }

    /// <summary>A fact was retracted.</summary>
    public void AddRetraction(RuleFact fact) => Add("retracted", JsonObject.Of(new JsonMember("fact", fact.Id)));

    /// <summary>Data were emitted.</summary>
    public void AddData(string name, JsonValue data) =>
        Add("emitted", JsonObject.Of(new("name", name), new("data", data)));

    /// <summary>The command was rejected.</summary>
    public void AddRejection(ProblemError why) => Add("rejected", JsonObject.Of(
        new("pointer", why.Pointer), new("code", why.Code), new("detail", why.Detail)));

    /// <summary>The record.</summary>
    public JsonObject Complete()
    {
        End();

        return JsonObject.Of(
            new("file", file), new("facts", JsonArray.Of([.. _facts])), new("fired", JsonArray.Of([.. _fired])));
    }

    void Add(string what, JsonObject entry)
    {
        if (!budget.TrySpend(entry))
            return;

        if (!_done.TryGetValue(what, out var entries))
            _done.Add(what, entries = []);

        entries.Add(entry);
    }

    void End()
    {
        if (_firing is { } firing)
        {
            foreach (var (what, entries) in _done)
                firing = firing.With(what, JsonArray.Of([.. entries]));

            _fired.Add(firing);
        }

        (_firing, _done) = (null, []);
    }

    // A fact may be what JSON has no words for, or too deep to stand in a trace; that is no reason to fail. To look at
    // one costs as much as to show it: so all looks together cost little more than the trace has bytes.
    JsonValue? ValueOf(RuleFact fact)
    {
        if (budget.IsSpent)
            return null;

        try
        {
            var value = fact.ToJson();

            return !budget.TrySpend(value) ? null
                : value.Depth <= VerdictLimits.MaxDepth ? value
                : JsonValue.Null;
        }
        catch (RuleException)
        {
            return JsonValue.Null;
        }
    }
}
