using Patchlog.Json;

namespace Patchlog.Rules.Tests.Conformance;

/// <summary>
/// Runs rules on facts, and writes down what happens as the recordings of nools do: what fired, on what, all events,
/// and what is left in working memory.
/// </summary>
sealed class CaseRun : RuleObserver
{
    readonly List<JsonValue> _fired = [];
    readonly List<JsonValue> _bindings = [];
    readonly List<JsonValue> _events = [];
    readonly List<JsonValue> _emitted = [];
    readonly List<JsonValue> _log = [];
    readonly JsonObject _facts;
    readonly int _limit;
    JsonValue _compileError = JsonValue.Null;
    JsonValue _assertError = JsonValue.Null;
    JsonValue _matchError = JsonValue.Null;
    bool _limitHit;
    RuleSession? _session;
    JsonValue _left = JsonObject.Empty;

    CaseRun(JsonObject facts)
    {
        _facts = facts;
        _limit = facts["limit"] is JsonNumber limit ? (int)limit.ToDouble() : 50;
    }

    /// <summary>Runs a case.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="facts">The facts, in the format of the recordings.</param>
    /// <param name="import">Finds imported files.</param>
    public static JsonObject Of(string rules, JsonObject facts, Func<string, string?>? import = null)
    {
        var run = new CaseRun(facts);
        run.Compile(rules, import);
        return new JsonObject.Builder()
            .Set("compileError", run._compileError)
            .Set("assertError", run._assertError)
            .Set("matchError", run._matchError)
            .Set("limitHit", run._limitHit)
            .Set("fired", JsonArray.Of([.. run._fired]))
            .Set("bindings", JsonArray.Of([.. run._bindings]))
            .Set("events", JsonArray.Of([.. run._events]))
            .Set("emitted", JsonArray.Of([.. run._emitted]))
            .Set("log", JsonArray.Of([.. run._log]))
            .Set("facts", run._left)
            .Build();
    }

    public override void OnFiring(RuleFiring firing)
    {
        _fired.Add(firing.Rule);
        _events.Add("fire " + firing.Rule);

        var bindings = new JsonObject.Builder();
        foreach (var binding in firing.Bindings)
        {
            if (binding.Fact is { } fact)
                bindings.Set(binding.Name, fact.ToString());
            else if (binding.Value is { } value)
                bindings.Set(binding.Name, value);
        }

        _bindings.Add(bindings.Build());
        if (_fired.Count >= _limit)
        {
            _limitHit = true;
            _session?.Halt();
        }
    }

    public override void OnAsserted(RuleFact fact) => _events.Add("assert " + fact.Type);

    public override void OnModified(RuleFact fact) => _events.Add("modify " + fact.Type);

    public override void OnRetracted(RuleFact fact) => _events.Add("retract " + fact.Type);

    public override void OnLogged(string text) => _log.Add(text);

    public override void OnEmitted(string name, IReadOnlyList<JsonValue> arguments) =>
        _emitted.Add(JsonArray.Of([name, .. arguments]));

    void Compile(string rules, Func<string, string?>? import)
    {
        var options = new RuleSetOptions { Import = import ?? (_ => null), ConflictResolution = Strategies() };
        if (!RuleSet.TryCompile(new RuleSource("rules.nools", rules), options, out var set, out var faults))
        {
            _compileError = string.Join("\n", faults);
            return;
        }

        using var session = set.NewSession(new RuleSessionOptions
        {
            Now = new DateTimeOffset(2026, 11, 28, 0, 0, 0, TimeSpan.Zero),
            Observer = this,
            Limits = new RuleLimits { MaxTime = TimeSpan.FromMinutes(2) },
        });
        _session = session;
        Run(session);
        _left = FactsOf(session);
    }

    void Run(RuleSession session)
    {
        foreach (var fact in (JsonArray)(_facts["facts"] ?? JsonArray.Empty))
        {
            if (!TryAssert(session, (JsonObject)fact, out var assertFault))
            {
                _assertError = assertFault.Message;
                return;
            }
        }

        if (!TryMatch(session, out var fault))
            _matchError = fault.Message;
    }

    bool TryMatch(RuleSession session, out RuleFault fault)
    {
        var later = new Queue<JsonValue>(((JsonArray)(_facts["during"] ?? JsonArray.Empty)).Items.ToArray());
        RuleFault? found;
        var isDone = later.Count == 0
            ? session.TryMatch(out found)
            : session.TryMatchUntilHalt(
                self => later.TryDequeue(out var fact) && TryAssert(self, (JsonObject)fact, out _), out found);
        fault = found ?? new RuleFault("", "");
        return isDone;
    }

    static bool TryAssert(RuleSession session, JsonObject fact, out RuleFault fault)
    {
        var type = ((JsonString)fact["type"]!).Value;
        var isDone = session.TryAssert(type, [fact["value"] ?? fact["data"]!], out _, out var found);
        fault = found ?? new RuleFault("", "");
        return isDone;
    }

    /// <summary>The facts by type; a type that patterns can't name is an object.</summary>
    static JsonObject FactsOf(RuleSession session)
    {
        var facts = new JsonObject.Builder();
        foreach (var group in session.Facts.GroupBy(fact => fact.Type))
            facts.Set(group.Key, JsonArray.Of([.. group.Select(fact => fact.ToJson())]));
        return facts.Build();
    }

    ConflictStrategy[] Strategies() => _facts["conflictResolution"] is JsonArray names
        ? [.. names.Items.ToArray().Select(name => Enum.Parse<ConflictStrategy>(((JsonString)name).Value, true))]
        : [ConflictStrategy.Salience, ConflictStrategy.ActivationRecency];
}
