using System.Diagnostics.CodeAnalysis;
using Jint;
using Jint.Native;
using Jint.Runtime;
using Patchlog.Rules.Agendas;
using Patchlog.Rules.Matching;
using Patchlog.Rules.Network;
using Patchlog.Scripting;

namespace Patchlog.Rules.Sessions;

/// <summary>Fires the rules of a session, and says which of them is to blame when something fails.</summary>
sealed class ActionRunner(SessionCore session, ScriptEngine script, EngineTools tools)
{
    readonly MatchState _state = session.Matcher.State;

    bool _isHalted;
    bool _isAltered;
    bool _isMatching;

    public int Firings { get; private set; }

    /// <summary>Whether a fact is on its way through the network.</summary>
    public bool IsMatching => _isMatching;

    public void Halt() => _isHalted = true;

    /// <summary>Fires until nothing is left; true if something halted before.</summary>
    public bool Match()
    {
        if (_isMatching || _state.Agenda.Firing is not null)
            throw new RuleException(Blame(RuleFaultCodes.Failed, "the session is matching already."));

        _isHalted = false;
        _isAltered = false;
        _state.Agenda.ResetCounter();
        while (!_isHalted && _state.Agenda.TryTake(out var activation))
        {
            Fire(activation);
            if (_isAltered && _state.Agenda.TryCount())
                _isAltered = false;
        }

        return _isHalted;
    }

    /// <summary>
    /// Leads a fact through the network. What fails in there is the fault of a condition, and no action may catch it:
    /// the network would be half way.
    /// </summary>
    public void Match(Action action)
    {
        if (_isMatching)
            throw new RuleException(Blame(RuleFaultCodes.Failed, "it changes working memory, which only actions may."));

        var frame = _state.Frame;
        frame.Test = null;
        _isMatching = true;
        try
        {
            action();
        }
        catch (JavaScriptException e) when (frame.Test is { } test)
        {
            throw new RuleException(test.Fault(RuleFaultCodes.Failed, e.Message));
        }

        _isMatching = false;
        _isAltered = true;
    }

    /// <summary>The fault that an exception means; false if it is a bug and must be thrown on.</summary>
    public bool TryExplain(Exception exception, [NotNullWhen(true)] out RuleFault? fault)
    {
        fault = exception is RuleException { Faults: [var first, ..] } ? Placed(first) : null;
        if (fault is not null || !script.TryExplain(exception, out var found))
            return fault is not null;

        var isLimit = found.Code is not (ScriptFaultCodes.Thrown or ScriptFaultCodes.NotJson);
        fault = Blame(isLimit ? RuleFaultCodes.Limit : RuleFaultCodes.Failed, found.Message, found);
        return true;
    }

    /// <summary>A fault of the condition or of the action in progress.</summary>
    public RuleFault Blame(string code, string message, ScriptFault? cause = null)
    {
        if (_isMatching && _state.Frame.Test is { } test)
            return test.Fault(code, message);
        if (session.Declaring?.Declaration is { } declaration)
        {
            return At(cause, code, $"'{declaration.Name}' failed: {message}")
                ?? declaration.File.FaultAt(declaration.Offset, code, $"'{declaration.Name}' failed: {message}");
        }

        if (_state.Agenda.Firing is not { } rule)
            return At(cause, code, message) ?? new RuleFault(code, message);

        var text = $"The action of the rule '{rule.Name}' failed: {message}";
        return At(cause, code, text) is { } fault ? fault with { Rule = rule.Name } : rule.Fault(code, text);
    }

    /// <summary>What the host says of a call: it does not know which action called.</summary>
    RuleFault Placed(RuleFault fault) =>
        fault is { Line: 0, Rule: null } && _state.Agenda.Firing is { } rule
            ? rule.Fault(fault.Code, fault.Message)
            : fault;

    /// <summary>A fault where a script of a rule file stopped; null where no such place is known.</summary>
    static RuleFault? At(ScriptFault? cause, string code, string message) => cause is { File: { } file, Line: > 0 }
        ? new RuleFault(code, message, file, cause.Line - ScriptParts.LineShift, cause.Column)
        : null;

    void Fire(Token activation)
    {
        var variant = activation.Variant ?? throw new InvalidOperationException("An activation has no rule.");
        var rule = variant.Rule;
        _state.Agenda.Firing = rule;
        if (++Firings > session.Limits.MaxFirings)
        {
            throw new RuleException(rule.Fault(
                RuleFaultCodes.Firings,
                $"More than {session.Limits.MaxFirings} rules fired, the last was '{rule.Name}'. Does it keep its own"
                + " conditions true? 'no-loop: true' is for that."));
        }

        session.Observer?.OnFiring(new RuleFiring(session, activation, variant));

        var next = new NextCallback();
        var result = tools.ActionOf(rule).Call(tools.Flow, ArgumentsOf(activation, variant, next));
        Finish(rule, result, next);
        _state.Agenda.Firing = null;
    }

    JsValue[] ArgumentsOf(Token activation, VariantPlan variant, NextCallback next)
    {
        var parameters = variant.Rule.Parameters;
        var arguments = new JsValue[parameters.Length];
        for (var i = 0; i < arguments.Length; i++)
        {
            arguments[i] = variant.Arguments[i] is { } bound
                ? bound.Read(activation)
                : parameters[i] switch
                {
                    "facts" => FactsOf(activation, variant),
                    "flow" => tools.Flow,
                    "next" => next.Create(tools.Engine),
                    _ => JsValue.Undefined,
                };
        }

        return arguments;
    }

    JsObject FactsOf(Token activation, VariantPlan variant)
    {
        var facts = new JsObject(tools.Engine);
        foreach (var name in variant.Names)
            facts.FastSetDataProperty(name.Name, name.Read(activation));
        return facts;
    }

    /// <summary>Runs what an action left to be done later, until it is done.</summary>
    void Finish(RulePlan rule, JsValue result, NextCallback next)
    {
        var isLater = next.IsWanted || result.IsPromise();
        if (isLater && !next.IsWanted)
            tools.Settle.Call(JsValue.Undefined, [result, next.Done(tools.Engine), next.Failed(tools.Engine)]);

        // Also what nobody waits for happens before the next rule fires.
        tools.Engine.Advanced.ProcessTasks();
        if (!isLater)
            return;

        if (!next.IsDone)
        {
            throw new RuleException(rule.Fault(
                RuleFaultCodes.NeverEnds,
                $"The action of the rule '{rule.Name}' waits for something that never comes."));
        }

        if (next.Error is { } error)
            throw new JavaScriptException(error);
    }
}
