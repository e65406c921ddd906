using Patchlog.Bundles;
using Patchlog.Json;

namespace Patchlog.Trying;

/// <summary>What is wrong with a file of cases. Not thread-safe.</summary>
/// <param name="content">The file, which knows on which line something stands.</param>
sealed class CaseFaults(SchemaFile content)
{
    readonly List<BundleFault> _all = [];

    /// <summary>How many there are by now.</summary>
    public int Count => _all.Count;

    /// <summary>All of them, in the order in which they were found.</summary>
    public IReadOnlyList<BundleFault> All => _all;

    /// <summary>Refuses all members but those that are known.</summary>
    public void RefuseOthers(JsonObject members, JsonPointer place, params ReadOnlySpan<string> known)
    {
        foreach (var (name, _) in members)
        {
            if (!known.Contains(name))
            {
                Refuse(
                    place.Append(name),
                    $"There is no member \"{name}\" here: only {string.Join(", ", known.ToArray())}.");
            }
        }
    }

    /// <summary>Refuses a member where it is, or its absence where it should be.</summary>
    public void Refuse(JsonObject members, JsonPointer place, string name, string detail) =>
        Refuse(members[name] is null ? place : place.Append(name), detail);

    /// <summary>Refuses what stands at a place.</summary>
    public void Refuse(JsonPointer place, string detail) => _all.Add(content.FaultAt(place, detail));
}
