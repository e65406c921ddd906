using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Patchlog.Bundles;

namespace Patchlog.Deciding.Transitions;

/// <summary>
/// Which definition an instance has: the one that it began with, as long as it lives; that of the event which starts
/// it; and that of the bundle that judges, where a client starts it.
/// </summary>
static class DefinitionChoice
{
    /// <summary>Finds it.</summary>
    /// <param name="question">What is decided.</param>
    /// <param name="choice">The definition, with the bundle that has it, if the answer is true.</param>
    /// <param name="needed">The bundle that must be loaded to answer; null if it can't be answered.</param>
    public static bool TryFind(
        in Question question, [NotNullWhen(true)] out Choice? choice, out string? needed)
    {
        choice = null;
        needed = null;
        if (question.Command.Target.TargetName.Process is not { } name)
            return false;

        var digest = question.State.Body is { } document ? InstanceDocument.DefinitionOf(document) : null;
        var bundle = FindBundle(question.State, question.Command) ?? question.Bundle.Digest;

        // The bundle that judges is at hand, and most definitions outlive many bundles.
        if (question.Bundle.FindProcess(name) is { } current
            && (digest is null ? bundle == question.Bundle.Digest : digest == current.Digest))
        {
            choice = new(current, question.Bundle);
        }
        else if (question.Origin is { } origin && origin.Digest == bundle)
        {
            choice = origin.FindProcess(name) is { } process ? new(process, origin) : null;
        }
        else if (question.Origin is null && bundle is not null && bundle != question.Bundle.Digest)
        {
            needed = bundle;
        }

        return choice is not null;
    }

    /// <summary>
    /// The bundle that an instance began with, or that it starts with; null for that which judges the command.
    /// </summary>
    public static string? FindBundle(AggregateState state, Command command) =>
        command.Type != CommandType.Orchestration ? null
        : state.Body is { } document ? InstanceDocument.BundleOf(document)
        : ProcessInput.Of(command) switch
        {
            ProcessInput.Start start => start.Bundle,
            ProcessInput.Failure failure => (ProcessInput.InputOf(failure) as ProcessInput.Start)?.Bundle,
            ProcessInput.Feed or ProcessInput.Cancel or ProcessInput.Migration => null,
            var input => throw new UnreachableException($"There is no input {input.GetType().Name}."),
        };

    /// <summary>A definition, and a bundle that has it.</summary>
    public sealed record Choice(ProcessDefinition Process, Bundle Bundle);
}
