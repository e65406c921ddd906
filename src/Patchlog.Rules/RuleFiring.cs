using Jint;
using Jint.Native;
using Jint.Runtime;
using Patchlog.Json;
using Patchlog.Rules.Matching;
using Patchlog.Rules.Sessions;

namespace Patchlog.Rules;

/// <summary>A rule that is about to fire, and on what. Usable while the observer is called.</summary>
public sealed class RuleFiring
{
    readonly SessionCore _session;
    readonly Token _activation;
    readonly VariantPlan _variant;

    internal RuleFiring(SessionCore session, Token activation, VariantPlan variant)
    {
        _session = session;
        _activation = activation;
        _variant = variant;
    }

    /// <summary>The name of the rule.</summary>
    public string Rule => _variant.Rule.Name;

    /// <summary>The file that the rule stands in.</summary>
    public string File => _variant.Rule.Declaration.File.Name;

    /// <summary>The line of its name, from 1.</summary>
    public int Line => _variant.Rule.Declaration.File.PlaceOf(_variant.Rule.Declaration.Offset).Line;

    /// <summary>What the rule calls its facts and values.</summary>
    public IEnumerable<RuleBinding> Bindings =>
        _variant.Names.Select(name => Describe(name.Name, name.Read(_activation)));

    /// <summary>A fault of the rule, where it is declared.</summary>
    internal RuleFault Fault(string code, string message) => _variant.Rule.Fault(code, message);

    RuleBinding Describe(string name, JsValue value) =>
        value.Type == Types.Object && _session.TryFind(value, out var fact)
            ? new RuleBinding(name, _session.HandleOf(fact), null)
            : new RuleBinding(name, null, LookAt(value));

    JsonValue? LookAt(JsValue value)
    {
        try
        {
            return value.IsUndefined() ? null : _session.LookAt(value);
        }
        catch (RuleException)
        {
            return null;
        }
    }
}

/// <summary>A name, and what it stands for: a fact in working memory or a value.</summary>
/// <param name="Name">The alias or binding.</param>
/// <param name="Fact">The fact, or null where it stands for a value.</param>
/// <param name="Value">The value, or null where it stands for a fact, or for undefined.</param>
public sealed record RuleBinding(string Name, RuleFact? Fact, JsonValue? Value);
