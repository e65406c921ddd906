using System.Globalization;
using Jint;

namespace Patchlog.Scripting.Engines;

/// <summary>One Jint engine, what bounds it, and what brings its globals back after a use.</summary>
sealed class EngineParts
{
    readonly GlobalSnapshot _clean;

    public EngineParts(ScriptLimits limits, TimeProvider clock)
    {
        Budget = new Budget(clock);
        Ambient = new AmbientClock();
        Engine = new Engine(options =>
        {
            options.Culture = CultureInfo.InvariantCulture;
            options.TimeZone = TimeZoneInfo.Utc;
            options.TimeSystem = Ambient;
            options.Host.StringCompilationAllowed = false;
            options.AgentCanSuspend = false;
            options.Interop.Enabled = false;

            options.Constraints.StackOverflowGuard = true;
            options.Constraints.MaxRecursionDepth = limits.MaxRecursion;
            options.Constraints.RegexTimeout = limits.MaxRegexTime;
            options.Constraints.MaxArraySize = (uint)limits.MaxArrayLength;
            options.Constraint(Budget);
        });

        _clean = Budget.RunUnbounded(() =>
        {
            Lockdown.Apply(Engine, Ambient, Budget, limits);
            return Engine.Advanced.CaptureGlobalSnapshot();
        });
    }

    public Engine Engine { get; }

    public Budget Budget { get; }

    public AmbientClock Ambient { get; }

    /// <summary>For scripts of the host, which no user can make longer, as the one that freezes built-ins.</summary>
    public static ScriptLimits SetUp { get; } = new()
    {
        MaxStatements = long.MaxValue,
        MaxTime = TimeSpan.FromHours(1),
        MaxAllocatedBytes = long.MaxValue / 2,
    };

    /// <summary>Forgets what a use left: its globals and its queued jobs.</summary>
    public void Forget()
    {
        Engine.Advanced.ResetCallStack();
        Engine.Advanced.RestoreGlobalSnapshot(_clean);
    }
}
