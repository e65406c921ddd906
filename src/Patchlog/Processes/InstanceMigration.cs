using System.Collections.Immutable;
using System.Diagnostics;
using Patchlog.Bundles;
using Patchlog.Commands;
using Patchlog.Deciding.Transitions;
using Patchlog.Json;
using Patchlog.Queries;
using Patchlog.Searching;

namespace Patchlog.Processes;

/// <summary>
/// Moves instances to the definition of the active bundle, one command each. What is moved while it takes inputs is
/// moved between two of them. Thread-safe.
/// </summary>
public sealed class InstanceMigration
{
    readonly CommandExecutor _executor;
    readonly Collections _collections;
    readonly ActiveBundle _active;
    readonly TimeProvider _time;

    internal InstanceMigration(
        CommandExecutor executor, Collections collections, ActiveBundle active, TimeProvider time) =>
        (_executor, _collections, _active, _time) = (executor, collections, active, time);

    /// <summary>Moves all instances of a process that are not over and have another definition.</summary>
    /// <param name="tenant">Whose instances.</param>
    /// <param name="process">The process.</param>
    /// <param name="states">Paths of states of the definitions that they have, and those of the active one.</param>
    /// <param name="isTrial">Whether it is only tried.</param>
    /// <param name="cancellation">Stops between two instances.</param>
    /// <returns>What came of it; a problem if the active bundle has no such process.</returns>
    /// <exception cref="Journal.JournalUnavailableException">The database can't be reached.</exception>
    public async Task<Result<MigrationReport>> MigrateAsync(
        Tenant tenant, string process, JsonObject states, bool isTrial, CancellationToken cancellation)
    {
        if (_active.Current?.FindProcess(process) is not { } target)
            return new Problem(ProblemCode.UnknownProcess, $"The active bundle has no process called \"{process}\".");

        var (moved, current) = (0, 0);
        var refused = ImmutableArray.CreateBuilder<(AggregateId, Problem)>();
        KeysetPosition? after = null;
        do
        {
            var page = await _collections.FindAsync(
                new(tenant, target.TargetName), after, ProcessLimits.MaxItemsPerTurn, cancellation);
            foreach (var (id, state) in page.Items)
            {
                if (state.Body is not { } document || document["endedAt"] is not null)
                    continue;

                if (InstanceDocument.DefinitionOf(document) == target.Digest)
                    current++;
                else if (await MoveAsync(new(tenant, target.TargetName, id), states, isTrial, cancellation) is { } why)
                    refused.Add((id, why));
                else
                    moved++;
            }

            after = page.Next;
        }
        while (after is not null);

        return new MigrationReport(moved, current, refused.ToImmutable());
    }

    async Task<Problem?> MoveAsync(
        AggregateKey instance, JsonObject states, bool isTrial, CancellationToken cancellation)
    {
        var (id, body) = (CommandId.Generate(_time), ProcessBodies.Migration(states));
        var command = ProcessBodies.CommandOf(instance, id, body, _time.GetUtcNow()) with
        {
            Actor = "operator",
            IsTrial = isTrial,
        };

        return await await _executor.SubmitAsync(command, cancellation) switch
        {
            Outcome.Failure { Problem: var why } => why,
            Outcome.Trial { Rejection: var why } => why,
            Outcome.Success => null,
            var outcome => throw new UnreachableException($"There is no outcome {outcome}."),
        };
    }
}
