using Patchlog.Json;

namespace Patchlog.Rules.Trying;

/// <summary>Something that happened in a run. Immutable.</summary>
public abstract record RuleRunStep
{
    RuleRunStep()
    {
    }

    /// <summary>
    /// The step among the <c>events</c> of the recorded format, such as <c>fire vip</c>; null if it is none of them.
    /// </summary>
    internal virtual string? Event => null;

    /// <summary>A rule fired. What its action did follows.</summary>
    /// <param name="Rule">The name of the rule.</param>
    /// <param name="Bindings">What the rule calls its facts and values.</param>
    public sealed record Fired(string Rule, IReadOnlyList<RuleRunBinding> Bindings) : RuleRunStep
    {
        internal override string Event => "fire " + Rule;
    }

    /// <summary>A fact was asserted, by the run itself or by an action.</summary>
    /// <param name="Fact">The fact.</param>
    public sealed record Asserted(FactLabel Fact) : RuleRunStep
    {
        internal override string Event => "assert " + Fact.Type;
    }

    /// <summary>An action modified a fact.</summary>
    /// <param name="Fact">The fact.</param>
    public sealed record Modified(FactLabel Fact) : RuleRunStep
    {
        internal override string Event => "modify " + Fact.Type;
    }

    /// <summary>An action retracted a fact.</summary>
    /// <param name="Fact">The fact.</param>
    public sealed record Retracted(FactLabel Fact) : RuleRunStep
    {
        internal override string Event => "retract " + Fact.Type;
    }

    /// <summary>An action called <c>emit(name, …)</c>.</summary>
    /// <param name="Name">The name.</param>
    /// <param name="Arguments">What follows it.</param>
    public sealed record Emitted(string Name, IReadOnlyList<JsonValue> Arguments) : RuleRunStep;

    /// <summary>The rules called <c>console.log(…)</c> or its like.</summary>
    /// <param name="Text">What was logged.</param>
    public sealed record Logged(string Text) : RuleRunStep;
}

/// <summary>A name in a rule that fired, and what it stood for. Immutable.</summary>
/// <param name="Name">The alias or binding.</param>
/// <param name="Fact">The fact, or null where it stood for a value.</param>
/// <param name="Value">The value, or null where it stood for a fact, or for undefined.</param>
public sealed record RuleRunBinding(string Name, FactLabel? Fact, JsonValue? Value);

/// <summary>A fact at the end of a run. Immutable.</summary>
/// <param name="Label">What the account of the run calls it.</param>
/// <param name="Value">What it was then; the value null if that was not JSON.</param>
public sealed record RuleRunFact(FactLabel Label, JsonValue Value);
