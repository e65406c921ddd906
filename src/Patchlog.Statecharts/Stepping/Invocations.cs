using Patchlog.Json;
using Patchlog.Statecharts.Definitions;
using Patchlog.Statecharts.Scripts;
using Patchlog.Statecharts.Snapshots;

namespace Patchlog.Statecharts.Stepping;

/// <summary>Sends the commands of states, again where they are to be retried, and gives them up.</summary>
static class Invocations
{
    /// <summary>
    /// Sends the commands of the states that were entered in this step and are active in its end (SCXML, appendix D:
    /// mainEventLoop).
    /// </summary>
    public static void SendAll(StepState state, StepEvent cause)
    {
        foreach (var (node, entry) in state.Invoking)
        {
            foreach (var invocation in node.Invocations)
            {
                var number = state.Send(Compute(state, invocation, cause));
                state.Await(new(AwaitedKind.Invocation, number, node.Index, invocation.Id, entry));
            }
        }

        state.Invoking.Clear();
    }

    /// <summary>Sends a command that has failed before, under a new number.</summary>
    public static void SendAgain(StepState state, AwaitedCommand waiting, StepEvent cause)
    {
        var node = state.States[waiting.State];
        if (Find(node, waiting) is not { } invocation)
            return;

        state.Awaited.Remove(waiting);
        var number = state.Send(Compute(state, invocation, cause));
        state.Await(waiting with { Number = number });
    }

    /// <summary>The invocation of a state that a command was sent for; null if the definition has none.</summary>
    public static Invocation? Find(StateNode node, AwaitedCommand command)
    {
        foreach (var invocation in node.Invocations)
        {
            if (invocation.Id == command.Origin)
                return invocation;
        }

        return null;
    }

    /// <summary>
    /// Awaits no longer what was invoked; what can be undone is still noted when it turns out successful.
    /// </summary>
    public static void GiveUp(StepState state, Predicate<AwaitedCommand> which)
    {
        for (var at = state.Awaited.Count - 1; at >= 0; at--)
        {
            var command = state.Awaited[at];
            if (command.Kind != AwaitedKind.Invocation || !which(command))
                continue;

            var invocation = Find(state.States[command.State], command);
            state.IsChanged = true;
            if (command.Number > 0 && invocation is { Compensation: not null, Pointer: var pointer })
                state.Awaited[at] = new(AwaitedKind.Undoable, command.Number, Origin: pointer);
            else
                state.Awaited.RemoveAt(at);
        }
    }

    static JsonObject Compute(StepState state, Invocation invocation, StepEvent cause) =>
        state.Scripts.Compute(invocation.Command.Members, new(state.Context, cause)) as JsonObject ?? JsonObject.Empty;
}
