using System.Collections.Immutable;
using Patchlog.Journal;

namespace Patchlog.Commands;

/// <summary>What the sender of a command hears whose values another document has.</summary>
static class UniquenessProblem
{
    /// <summary>The problem of one entry of a batch: it names each pointer, and who has the values.</summary>
    /// <param name="command">The command.</param>
    /// <param name="violations">Why the entry is not unique; at least one.</param>
    public static Problem Of(Command command, ImmutableArray<UniqueViolation> violations)
    {
        var errors =
            from violation in violations
            from path in violation.Declaration.Paths
            select new ProblemError(
                $"/body{path}", ProblemCode.NotUnique.Name,
                $"{HolderOf(command, violation)} has {WhatOf(violation.Declaration, path.ToString())}.");

        var first = violations[0];

        return new(
            ProblemCode.NotUnique,
            $"{HolderOf(command, first)} has the {string.Join(" and ", first.Declaration.Paths)} that "
            + $"{command.Target} was to have. Nothing was written.")
        {
            Errors = [.. errors],
        };
    }

    static AggregateKey HolderOf(Command command, in UniqueViolation violation) =>
        command.Target with { TargetId = violation.Holder };

    static string WhatOf(UniqueDeclaration declaration, string path) => declaration.Paths.Length == 1
        ? "this value"
        : $"this value, together with {string.Join(" and ", declaration.Paths.Select(other => other.ToString())
            .Where(other => other != path))}";
}
