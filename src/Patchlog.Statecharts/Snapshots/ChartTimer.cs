using Patchlog.Json;

namespace Patchlog.Statecharts.Snapshots;

/// <summary>A timer that is set. Immutable.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Entry">The state entry that it belongs to: with the name, it is unique in the instance.</param>
/// <param name="State">The index of the state that ends it when it is left; −1 for none.</param>
/// <param name="Event">The event that it raises; null where it is the state's.</param>
sealed record ChartTimer(string Name, long Entry, int State, JsonObject? Event);
