namespace Patchlog.Statecharts;

/// <summary>How far an instance is.</summary>
public enum ChartStatus
{
    /// <summary>It takes events.</summary>
    Active,

    /// <summary>It has failed or was cancelled, and undoes what it did: only outcomes of commands are taken.</summary>
    Compensating,

    /// <summary>It has reached a final state.</summary>
    Done,

    /// <summary>It has failed: by a final state that says so, or by an error that nothing caught.</summary>
    Failed,

    /// <summary>It was cancelled from outside.</summary>
    Cancelled,

    /// <summary>It has stopped itself.</summary>
    Stopped,
}
