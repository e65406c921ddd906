using Jint.Native;
using Patchlog.Rules.Agendas;
using Patchlog.Rules.Conditions;
using Patchlog.Rules.Matching;
using Patchlog.Rules.Syntax;
using Patchlog.Scripting;

namespace Patchlog.Rules.Network;

/// <summary>A rule set, compiled. Immutable: sessions on any threads share it.</summary>
/// <param name="Scripts">What the files declare in JavaScript, in the order in which it is to be evaluated.</param>
/// <param name="TypeNames">The names of all types, by index.</param>
/// <param name="Slots">What conditions read from outside of their facts, by slot.</param>
/// <param name="Rules">The rules.</param>
/// <param name="Variants">The variants of all rules, in order.</param>
/// <param name="Routes">For each type the patterns that its facts reach, in order.</param>
/// <param name="Agenda">The agenda's groups and order.</param>
sealed record RuleNetwork(
    DeclaredScript[] Scripts,
    string[] TypeNames,
    string[] Slots,
    RulePlan[] Rules,
    VariantPlan[] Variants,
    AlphaPlan[][] Routes,
    AgendaPlan Agenda);

/// <summary>What kind of thing a script declares.</summary>
enum DeclaredKind
{
    Function,
    Type,
    Global,
}

/// <summary>A function, type or global of a rule file.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Declaration">What was written.</param>
/// <param name="Script">A script whose value is the function, the template of the type, or the global's value.</param>
sealed record DeclaredScript(DeclaredKind Kind, Declaration Declaration, PreparedScript Script)
{
    public string Name => Declaration.Name;
}

/// <summary>The way of facts to one pattern: the conditions that concern the fact alone.</summary>
/// <param name="Variant">The variant of the pattern.</param>
/// <param name="Node">Which pattern of it.</param>
/// <param name="Tests">The conditions, in written order.</param>
/// <param name="Bound">The members whose values the pattern binds.</param>
sealed record AlphaPlan(int Variant, int Node, Test[] Tests, JsValue[] Bound);
