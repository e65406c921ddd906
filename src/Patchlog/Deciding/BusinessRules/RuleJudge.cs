using System.Diagnostics.CodeAnalysis;
using Patchlog.Bundles;
using Patchlog.Rules;

namespace Patchlog.Deciding.BusinessRules;

/// <summary>
/// Lets the business rules of a bundle judge a proposal: first those of the type, then those for all types, which see
/// what the first have changed. All rejections are gathered; a rule that fails refuses the command. Thread-safe.
/// </summary>
static class RuleJudge
{
    /// <summary>Whether there are rules for a command.</summary>
    public static bool HasRules(Command command, Bundle bundle) =>
        bundle.Rules is not null || bundle.Find(command.Target.TargetName)?.Rules is not null;

    /// <summary>Whether the rules let the command pass; a problem says why not.</summary>
    /// <param name="question">What is decided.</param>
    /// <param name="proposal">Takes what the rules have changed and added.</param>
    /// <param name="problem">Why they refuse it, or which of them failed.</param>
    public static bool TryJudge(
        in Question question, ref Proposal proposal, [NotNullWhen(false)] out Problem? problem)
    {
        var verdict = new Verdict(proposal.BodyAfter);
        problem = Run(question.Bundle.Find(question.Command.Target.TargetName)?.Rules, question, verdict)
            ?? Run(question.Bundle.Rules, question, verdict)
            ?? verdict.FindRejection()
            ?? Amendment.Join(question, verdict, ref proposal);

        proposal = proposal with
        {
            Fired = verdict.Fired,
            Log = [.. proposal.Log, .. verdict.Log],
            Records = [.. verdict.Records],
            IsRecordCut = verdict.TraceBudget.IsSpent,
        };

        return problem is null;
    }

    static Problem? Run(RuleFile? file, in Question question, Verdict verdict) =>
        file is null || new RuleFileRun(question, file, verdict).TryRun(out var fault) ? null : Explain(file, fault);

    static Problem Explain(RuleFile file, RuleFault fault)
    {
        var place = fault.Line == 0 ? fault.File ?? file.File : $"{fault.File}:{fault.Line}:{fault.Column}";
        var rule = fault.Rule is null || fault.Message.Contains($"'{fault.Rule}'", StringComparison.Ordinal)
            ? ""
            : $"The rule '{fault.Rule}': ";
        var detail = $"{place}: {rule}{Excerpt.Of(fault.Message, VerdictLimits.MaxTextLength)}";

        return Problem.At(ProblemCode.RuleFailed, "", fault.Code, detail);
    }
}
