using Patchlog.Rules.Syntax;
using Patchlog.Scripting;

namespace Patchlog.Rules.Agendas;

/// <summary>A rule as the agenda and its action know it. Immutable and shared by all sessions.</summary>
/// <param name="Index">Which rule of its set it is.</param>
/// <param name="Declaration">What was written.</param>
/// <param name="Group">Which agenda group it belongs to.</param>
/// <param name="Parameters">
/// The names that its action takes: aliases, bindings, <c>facts</c>, <c>flow</c>, <c>next</c>.
/// </param>
/// <param name="Action">A script whose value is a function of these parameters.</param>
sealed record RulePlan(
    int Index, Declaration.Rule Declaration, int Group, string[] Parameters, PreparedScript Action)
{
    public string Name => Declaration.Name;

    /// <summary>A rule with a group of its own may take the focus when it is activated.</summary>
    public bool TakesFocus => Declaration.AutoFocus && Declaration.AgendaGroup is not null;

    /// <summary>A fault of its action, where no place in the action is known.</summary>
    public RuleFault Fault(string code, string message) =>
        Declaration.File.FaultAt(Declaration.Offset, code, message, Name);
}
