namespace Patchlog.Statecharts.Snapshots;

/// <summary>What snapshots call things.</summary>
static class Statuses
{
    public static string NameOf(ChartStatus status) => status switch
    {
        ChartStatus.Active => "active",
        ChartStatus.Compensating => "compensating",
        ChartStatus.Done => "done",
        ChartStatus.Failed => "failed",
        ChartStatus.Cancelled => "cancelled",
        ChartStatus.Stopped => "stopped",
    };

    public static string NameOf(AwaitedKind kind) => kind switch
    {
        AwaitedKind.Invocation => "invocation",
        AwaitedKind.Undoable => "undoable",
        AwaitedKind.Compensation => "compensation",
    };

    public static bool TryFind(string? name, out ChartStatus status)
    {
        var all = Enum.GetValues<ChartStatus>();
        var at = Array.FindIndex(all, one => NameOf(one) == name);
        status = at < 0 ? default : all[at];

        return at >= 0;
    }

    public static bool TryFind(string? name, out AwaitedKind kind)
    {
        var all = Enum.GetValues<AwaitedKind>();
        var at = Array.FindIndex(all, one => NameOf(one) == name);
        kind = at < 0 ? default : all[at];

        return at >= 0;
    }
}
