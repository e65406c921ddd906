using System.Globalization;
using Patchlog.Json;

namespace Patchlog.Rules.Trying;

/// <summary>Writes down what happens in a session, and stops it after so many firings.</summary>
/// <param name="limit">How many rules may fire.</param>
sealed class RunRecorder(int limit) : RuleObserver
{
    readonly List<RuleRunStep> _steps = [];
    int _firings;
    long _bytes;

    /// <summary>What happened, in order.</summary>
    public IReadOnlyList<RuleRunStep> Steps => _steps;

    /// <summary>Why the session was stopped, or null if it was not.</summary>
    public RuleFault? LimitHit { get; private set; }

    /// <summary>The session, once there is one.</summary>
    public RuleSession? Session { get; set; }

    public override void OnFiring(RuleFiring firing)
    {
        var bindings = new List<RuleRunBinding>();
        long bytes = firing.Rule.Length;
        foreach (var binding in firing.Bindings)
        {
            bindings.Add(new(binding.Name, binding.Fact is { } fact ? LabelOf(fact) : null, binding.Value));
            bytes += TryingLimits.StepBytes + (binding.Value?.Utf8Length ?? 0);
        }

        Add(new RuleRunStep.Fired(firing.Rule, bindings), bytes);
        if (++_firings < limit)
            return;

        Stop(firing.Fault(
            RuleFaultCodes.Firings,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{limit} rules fired, which is the limit of this run; the last was '{firing.Rule}'. Does it keep its"
                + $" own conditions true? The member \"limit\" of the facts allows more.")));
    }

    public override void OnAsserted(RuleFact fact) => Add(new RuleRunStep.Asserted(LabelOf(fact)));

    public override void OnModified(RuleFact fact) => Add(new RuleRunStep.Modified(LabelOf(fact)));

    public override void OnRetracted(RuleFact fact) => Add(new RuleRunStep.Retracted(LabelOf(fact)));

    public override void OnLogged(string text) => Add(new RuleRunStep.Logged(text), text.Length);

    public override void OnEmitted(string name, IReadOnlyList<JsonValue> arguments) => Add(
        new RuleRunStep.Emitted(name, arguments), name.Length + arguments.Sum(argument => argument.Utf8Length));

    /// <summary>What the account of a run calls a fact.</summary>
    public static FactLabel LabelOf(RuleFact fact) => new(fact.Type, fact.Id);

    /// <summary>Adds a step, unless there is too much already.</summary>
    void Add(RuleRunStep step, long bytes = 0)
    {
        _bytes += TryingLimits.StepBytes + bytes;
        if (_bytes <= TryingLimits.MaxAccountBytes)
        {
            _steps.Add(step);
            return;
        }

        Stop(new(
            RuleFaultCodes.Limit,
            string.Create(
                CultureInfo.InvariantCulture,
                $"What happened in this run takes more than {TryingLimits.MaxAccountBytes} bytes to tell.")));
    }

    void Stop(RuleFault fault)
    {
        LimitHit ??= fault;
        Session?.Halt();
    }
}
