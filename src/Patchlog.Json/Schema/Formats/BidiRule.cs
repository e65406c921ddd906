using Patchlog.Json.Schema.Unicode;

namespace Patchlog.Json.Schema.Formats;

/// <summary>The Bidi rule (RFC 5893 §2), for labels that have something written from right to left.</summary>
static class BidiRule
{
    static readonly string[] Anywhere = ["bc=EN", "bc=ES", "bc=CS", "bc=ET", "bc=ON", "bc=BN", "bc=NSM"];
    static readonly string[] RightToLeft = ["bc=R", "bc=AL"];

    public static bool Holds(ReadOnlySpan<int> label)
    {
        if (!ContainsAny(label, RightToLeft) && !ContainsAny(label, ["bc=AN"]))
            return true;

        if (!IsAny(label[0], RightToLeft))
            return false;

        foreach (var codePoint in label)
        {
            if (!IsAny(codePoint, RightToLeft) && !IsAny(codePoint, ["bc=AN"]) && !IsAny(codePoint, Anywhere))
                return false;
        }

        var last = label.Length - 1;
        while (last > 0 && IsAny(label[last], ["bc=NSM"]))
            last--;

        return (IsAny(label[last], RightToLeft) || IsAny(label[last], ["bc=EN", "bc=AN"]))
            && !(ContainsAny(label, ["bc=EN"]) && ContainsAny(label, ["bc=AN"]));
    }

    static bool ContainsAny(ReadOnlySpan<int> label, ReadOnlySpan<string> classes)
    {
        foreach (var codePoint in label)
        {
            if (IsAny(codePoint, classes))
                return true;
        }

        return false;
    }

    static bool IsAny(int codePoint, ReadOnlySpan<string> classes)
    {
        foreach (var name in classes)
        {
            if (UnicodeSets.Get(name).Contains(codePoint))
                return true;
        }

        return false;
    }
}
