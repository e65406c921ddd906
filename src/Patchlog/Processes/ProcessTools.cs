using Microsoft.Extensions.Logging;
using Patchlog.Activating;
using Patchlog.Commands;
using Patchlog.Journal;
using Patchlog.Json;
using Patchlog.Scripting;

namespace Patchlog.Processes;

/// <summary>What the processes of all tenants share. Immutable.</summary>
/// <param name="Journal">Has events, timers, and issued commands.</param>
/// <param name="Bundles">Has the definitions, of now and of the past.</param>
/// <param name="Decisions">Where expressions are evaluated.</param>
/// <param name="Courier">Brings commands through the front door.</param>
/// <param name="Patches">What a patch may do.</param>
/// <param name="Time">The clock.</param>
/// <param name="Logger">The log.</param>
sealed record ProcessTools(
    IJournal Journal, KnownBundles Bundles, DecisionPool Decisions, Courier Courier, PatchLimits Patches,
    TimeProvider Time, ILogger Logger)
{
    /// <summary>Which bundles have processes.</summary>
    public ProcessBundles ProcessBundles { get; } = new(Journal.Bundles);

    /// <summary>Evaluate what events mean.</summary>
    public ScriptPool Engines { get; } = new(Deciding.Transitions.TransitionLimits.Script);
}
