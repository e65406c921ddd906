using System.Diagnostics;
using Patchlog.Deciding;
using Patchlog.Journal;

namespace Patchlog.Commands;

/// <summary>A decision, the state it was made on, and what it brings to the journal.</summary>
/// <param name="Before">The state.</param>
/// <param name="Decision">The decision.</param>
/// <param name="Append">The entry for the journal.</param>
readonly record struct Decided(RememberedState Before, Decision Decision, Append Append)
{
    /// <summary>A decision about a command, with its entry.</summary>
    /// <exception cref="ArgumentException">The decision has more events or effects than a journal takes.</exception>
    public static Decided Of(Command command, RememberedState before, Decision decision) =>
        new(before, decision, ToAppend(command, before.State, decision));

    static Append ToAppend(Command command, AggregateState before, Decision decision) => decision switch
    {
        Decision.Accept accept when command.IsTrial =>
            Without(AppendKind.Trial, command, before, decision) with { BodyAfter = accept.BodyAfter },
        Decision.Accept accept => new()
        {
            Command = command,
            Kind = accept.Events.IsEmpty ? AppendKind.Unchanged : AppendKind.Events,
            Expected = before.Version,
            Events = accept.Events,
            Effects = accept.Effects,
            Conditions = accept.Conditions,
            BodyAfter = accept.BodyAfter,
            Bundle = accept.Bundle.Digest,
            Asked = accept.KeepsCommand ? AskedCommand.Of(command) : null,
            Rules = accept.Rules,
        },
        Decision.Unchanged when command.IsTrial => Without(AppendKind.Check, command, before, decision),
        Decision.Unchanged => Without(AppendKind.Unchanged, command, before, decision),
        Decision.Reject => Without(AppendKind.Check, command, before, decision),
        Decision.BelongsTo or Decision.Needs or Decision.NeedsBundle =>
            throw new UnreachableException($"{decision} is to be decided again, and not for the journal."),
        _ => throw new UnreachableException($"There is no decision {decision}."),
    };

    static Append Without(AppendKind kind, Command command, AggregateState before, Decision decision) => new()
    {
        Command = command,
        Kind = kind,
        Expected = before.Version,
        Conditions = decision.Conditions,
        BodyAfter = before.Body,
    };
}
