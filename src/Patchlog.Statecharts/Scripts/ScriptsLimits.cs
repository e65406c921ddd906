namespace Patchlog.Statecharts.Scripts;

/// <summary>Bounds on what is remembered between the expressions of one use of an engine.</summary>
static class ScriptsLimits
{
    /// <summary>Objects and arrays that were shown to scripts; above that many, all are forgotten.</summary>
    public const int MaxShown = 2000;

    /// <summary>Names that an expression can ask for: what it is given as arguments.</summary>
    public const int MaxArguments = 5;
}
