namespace Patchlog.Statecharts;

/// <summary>Who the instance is: what expressions see as <c>self</c>.</summary>
/// <param name="Process">The name of the process.</param>
/// <param name="Id">The id of the instance.</param>
public readonly record struct StatechartSelf(string Process, string Id);
