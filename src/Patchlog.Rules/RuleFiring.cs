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

    /// <summary>What the rule calls its facts and values.</summary>
    public IEnumerable<RuleBinding> Bindings =>
        _variant.Names.Select(name => Describe(name.Name, name.Read(_activation)));

    RuleBinding Describe(string name, JsValue value) =>
        value.Type == Types.Object && _session.TryFind(value, out var fact)
            ? new RuleBinding(name, _session.HandleOf(fact), null)
            : new RuleBinding(name, null, Exports.ToJsonOrNull(value));
}

/// <summary>A name, and what it stands for: a fact in working memory or a value.</summary>
/// <param name="Name">The alias or binding.</param>
/// <param name="Fact">The fact, or null where it stands for a value.</param>
/// <param name="Value">The value, or null where it stands for a fact, or for undefined.</param>
public sealed record RuleBinding(string Name, RuleFact? Fact, JsonValue? Value);
