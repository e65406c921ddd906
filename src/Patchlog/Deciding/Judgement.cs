using System.Diagnostics.CodeAnalysis;
using Patchlog.Bundles;
using Patchlog.Deciding.BusinessRules;
using Patchlog.Deciding.Transitions;
using Patchlog.Json;
using Patchlog.Json.Schema;

namespace Patchlog.Deciding;

/// <summary>
/// The third step: holds a proposal against what applies to every document. The order is limits, then schema, then
/// rules, and the schema again if rules have amended the document. No-ops are judged, too.
/// </summary>
static class Judgement
{
    /// <summary>Whether the proposal stands, as rules have amended it; a problem says what it breaks.</summary>
    public static bool TryJudge(
        in Question question, ref Proposal proposal, PatchLimits limits, bool validates,
        [NotNullWhen(false)] out Problem? problem)
    {
        if (!TryJudgeDocument(question, ref proposal, limits, validates, out problem))
            return false;

        if (!RuleJudge.HasRules(question.Command, question.Bundle) || ProcessInput.IsNote(question))
            return true;

        return RuleJudge.TryJudge(question, ref proposal, out problem)
            && (!proposal.IsAmended || TryJudgeDocument(question, ref proposal, limits, validates, out problem));
    }

    static bool TryJudgeDocument(
        in Question question, ref Proposal proposal, PatchLimits limits, bool validates,
        [NotNullWhen(false)] out Problem? problem)
    {
        problem = FindExcess(question.State.Body, proposal.BodyAfter, limits);
        if (problem is not null || !validates || proposal.BodyAfter is not { } after
            || question.Bundle.Find(question.Command.Target.TargetName)?.Schema is not { } schema)
        {
            return problem is null;
        }

        problem = FindViolation(question, schema, after);
        proposal = proposal with { IsValid = problem is null };

        return problem is null;
    }

    /// <summary>What is wrong with the arguments of a custom command; null if nothing is.</summary>
    public static Problem? FindWrongArguments(in Question question)
    {
        var command = question.Command;
        var arguments = command.Body ?? JsonObject.Empty;
        var schema = command.Type == CommandType.Logic
            ? question.Bundle.Find(command.Target.TargetName)?.FindCommand(command.Name)?.Arguments
            : null;

        return schema is null || schema.IsValid(arguments)
            ? null
            : Explain(schema, arguments, $"The arguments of {command.Name} break their schema.");
    }

    // A document from the days of larger limits may stay as it is, and shrink.
    static Problem? FindExcess(JsonObject? before, JsonObject? after, PatchLimits limits)
    {
        if (after is null || limits.Check(after, before) is not { } fault)
            return null;

        return Problem.At(ProblemCode.LimitExceeded, "/body" + fault.Pointer, fault.Code, fault.Detail);
    }

    // The pointers are those of the document as it would be: a patch has no place of its own for them.
    static Problem? FindViolation(in Question question, JsonSchema schema, JsonObject after)
    {
        var target = question.Command.Target;

        return schema.IsValid(after)
            ? null
            : Explain(schema, after, $"{target} would break the schema of {target.TargetName}.");
    }

    static Problem Explain(JsonSchema schema, JsonValue value, string detail) =>
        new(ProblemCode.SchemaViolation, detail)
        {
            Errors =
            [
                .. schema.Validate(value, BundleLimits.MaxErrors)
                    .Select(error => new ProblemError("/body" + error.Pointer, error.Keyword, error.Detail)),
            ],
        };
}
