namespace Patchlog.Statecharts;

/// <summary>The codes of <see cref="StatechartFault"/>.</summary>
public static class StatechartFaultCodes
{
    /// <summary>The definition is not acceptable JSON.</summary>
    public const string Syntax = "statechart-syntax";

    /// <summary>The definition says something that has no meaning, such as an unknown key.</summary>
    public const string Definition = "statechart-definition";

    /// <summary>An expression or function threw, or passed a bound other than that of time.</summary>
    public const string Script = "statechart-script";

    /// <summary>An expression or function took too long: another time it may not.</summary>
    public const string Time = "statechart-time";

    /// <summary>A step passed a bound, such as that of transitions which follow each other without an event.</summary>
    public const string Limit = "statechart-limit";

    /// <summary>A snapshot does not fit the definition.</summary>
    public const string Snapshot = "statechart-snapshot";
}
