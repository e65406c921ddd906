using System.Diagnostics.CodeAnalysis;
using Patchlog.Bundles;
using Patchlog.Deciding.Handlers;
using Patchlog.Json;
using Patchlog.Rules;
using Patchlog.Scripting;

namespace Patchlog.Deciding.BusinessRules;

/// <summary>
/// One run of the rules of a file. Facts are asserted in this order: the command, the document before it, the documents
/// that were read, the proposed document.
/// </summary>
/// <param name="question">What is decided.</param>
/// <param name="file">The rules.</param>
/// <param name="verdict">Takes what they say.</param>
sealed class RuleFileRun(Question question, RuleFile file, Verdict verdict) : RuleHost
{
    readonly ScriptAmbient _ambient = ScriptedCommand.AmbientOf(question, file);
    readonly List<RuleFact> _given = [];
    readonly RuleRecorder? _recorder =
        question.Command.IsTraced ? new(file.File, verdict.TraceBudget) : null;

    /// <summary>Runs them; a fault says which rule failed, and nothing that was said before counts.</summary>
    public bool TryRun([NotNullWhen(false)] out RuleFault? fault)
    {
        var isDone = TryMatch(out fault);
        if (_recorder is not null)
            verdict.Records.Add(_recorder.Complete());

        return isDone;
    }

    protected override void Reject(ProblemError why)
    {
        verdict.AddRejection(why);
        _recorder?.AddRejection(why);
    }

    protected override Guid NextUuid() => _ambient.NextUuid();

    bool TryMatch([NotNullWhen(false)] out RuleFault? fault)
    {
        using var session = file.Rules.NewSession(new()
        {
            Now = question.Command.ReceivedAt,
            Seed = ScriptedCommand.SeedOf(question.Command, file.File),
            Host = this,
            Observer = new Observer(this),
        });

        if (!TryAssertGiven(session, out fault))
            return false;

        if (verdict.Body is not { } body)
            return session.TryMatch(out fault) && IsAllGivenUnchanged(session, out fault);

        var type = file.FindType(question.Command.Target.TargetName) ?? RuleFile.Aggregate;
        if (question.Command.Type == CommandType.Orchestration)
        {
            return TryGive(session, type, body, out fault) && session.TryMatch(out fault)
                && IsAllGivenUnchanged(session, out fault);
        }

        if (!session.TryAssertDocument(type, body, out var proposed, out fault) || !session.TryMatch(out fault))
            return false;

        if (session.Firings == 0)
            return true;

        if (!session.TryAmend(proposed, out var amended, out fault))
            return false;

        verdict.Body = amended;

        return HasSameId(body, amended, out fault) && IsAllGivenUnchanged(session, out fault);
    }

    bool TryAssertGiven(RuleSession session, [NotNullWhen(false)] out RuleFault? fault)
    {
        if (!TryGive(session, RuleFile.Command, ScriptedCommand.Of(question.Command), out fault))
            return false;

        if (question.State.Body is { } before && !TryGive(session, RuleFile.Before, before, out fault))
            return false;

        foreach (var (key, state) in question.Others)
        {
            // What was read and is of no type that the rules define can't be named by them.
            if (state.Body is { } body && file.FindType(key.TargetName) is { } type
                && !TryGive(session, type, body, out fault))
            {
                return false;
            }
        }

        return true;
    }

    bool TryGive(RuleSession session, string type, JsonObject document, [NotNullWhen(false)] out RuleFault? fault)
    {
        if (!session.TryAssertDocument(type, document, out var fact, out fault))
            return false;

        _given.Add(fact);
        return true;
    }

    static bool HasSameId(JsonObject before, JsonObject after, [NotNullWhen(false)] out RuleFault? fault)
    {
        fault = HandlerTarget.FindOtherId(before, after) is { } why ? new(RuleFaultCodes.Failed, why) : null;

        return fault is null;
    }

    /// <summary>Whether no action has changed what was only given, also without <c>modify</c>.</summary>
    bool IsAllGivenUnchanged(RuleSession session, [NotNullWhen(false)] out RuleFault? fault)
    {
        fault = null;
        foreach (var fact in session.Firings == 0 ? [] : _given)
        {
            if (!session.TryAmend(fact, out var now, out fault))
                return false;

            if (!ReferenceEquals(now, fact.Document))
            {
                fault = Unchangeable(fact);
                return false;
            }
        }

        return true;
    }

    void AddFiring(RuleFiring firing)
    {
        verdict.AddFiring(firing.Rule);
        _recorder?.Begin(firing);
    }

    void AddLine(string text) => verdict.AddLine(text);

    void Emit(string name, IReadOnlyList<JsonValue> arguments)
    {
        if (arguments.Count > 1 || !Command.IsName(name))
            throw Failed("emit takes a name (1-63 characters of A-Z a-z 0-9 _ -) and data.");

        var data = arguments is [var given] ? given : JsonValue.Null;
        if (data.Depth > VerdictLimits.MaxDepth)
            throw Failed($"The data that rules emit are nested more than {VerdictLimits.MaxDepth} deep.");

        if (!verdict.TryAddData(name, data))
            throw Failed($"The data that rules emit have more than {VerdictLimits.MaxEmittedBytes} bytes.");

        _recorder?.AddData(name, data);
    }

    // A change of anything else would be lost without a word.
    void AddChange(RuleFact fact)
    {
        _recorder?.AddChange(fact);
        if (_given.Contains(fact))
            throw new RuleException(Unchangeable(fact));
    }

    static RuleFault Unchangeable(RuleFact fact) => new(
        RuleFaultCodes.Failed,
        $"It modifies a {fact.Type}: rules can change the proposed document, and nothing else.");

    static RuleException Failed(string message) => new(new RuleFault(RuleFaultCodes.Failed, message));

    sealed class Observer(RuleFileRun run) : RuleObserver
    {
        public override void OnFiring(RuleFiring firing) => run.AddFiring(firing);

        public override void OnAsserted(RuleFact fact) => run._recorder?.AddFact(fact);

        public override void OnRetracted(RuleFact fact) => run._recorder?.AddRetraction(fact);

        public override void OnModified(RuleFact fact) => run.AddChange(fact);

        public override void OnLogged(string text) => run.AddLine(text);

        public override void OnEmitted(string name, IReadOnlyList<JsonValue> arguments) => run.Emit(name, arguments);
    }
}
