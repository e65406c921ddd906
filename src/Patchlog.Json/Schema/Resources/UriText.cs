using System.Buffers;
using System.Globalization;
using System.Text;

namespace Patchlog.Json.Schema.Resources;

/// <summary>
/// URI references as text (RFC 3986). Unlike <see cref="Uri"/> it takes every scheme alike, works on relative bases and
/// changes nothing that it need not.
/// </summary>
static class UriText
{
    /// <summary>What may stand in a fragment unescaped (RFC 3986 §3.5).</summary>
    static readonly SearchValues<char> FragmentCharacters = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:@/?");

    /// <summary>Parts a reference at its first '#'; without one the fragment is null.</summary>
    public static (string Uri, string? Fragment) Split(string reference)
    {
        var hash = reference.IndexOf('#', StringComparison.Ordinal);
        return hash < 0 ? (reference, null) : (reference[..hash], reference[(hash + 1)..]);
    }

    /// <summary>The URI that a reference without a fragment means, seen from a base (RFC 3986 §5.2.2).</summary>
    public static string Resolve(string baseUri, string reference)
    {
        if (reference.Length == 0)
            return baseUri;

        var target = Parts.Of(reference);
        var origin = Parts.Of(baseUri);
        if (target.Scheme is not null || target.Authority is not null)
        {
            var scheme = target.Scheme ?? origin.Scheme;
            return (target with { Scheme = scheme, Path = WithoutDots(target.Path) }).ToString();
        }

        if (target.Path.Length == 0)
            return (origin with { Query = target.Query ?? origin.Query }).ToString();

        var path = target.Path[0] == '/' ? target.Path : Merge(origin, target.Path);
        return (origin with { Path = WithoutDots(path), Query = target.Query }).ToString();
    }

    /// <summary>A JSON Pointer as the fragment of a URI (RFC 6901 §6).</summary>
    public static string ToFragment(string pointer)
    {
        if (!pointer.AsSpan().ContainsAnyExcept(FragmentCharacters))
            return pointer;

        var fragment = new StringBuilder();
        Span<byte> utf8 = stackalloc byte[4];
        foreach (var rune in pointer.EnumerateRunes())
        {
            if (rune.IsAscii && FragmentCharacters.Contains((char)rune.Value))
            {
                fragment.Append((char)rune.Value);
                continue;
            }

            foreach (var unit in utf8[..rune.EncodeToUtf8(utf8)])
                fragment.Append(CultureInfo.InvariantCulture, $"%{unit:X2}");
        }

        return fragment.ToString();
    }

    /// <summary>A fragment with its percent-encoding undone.</summary>
    public static string Unescape(string fragment) =>
        fragment.Contains('%', StringComparison.Ordinal) ? Uri.UnescapeDataString(fragment) : fragment;

    /// <summary>RFC 3986 §5.2.3.</summary>
    static string Merge(Parts origin, string path)
    {
        if (origin.Authority is not null && origin.Path.Length == 0)
            return "/" + path;

        return origin.Path[..(origin.Path.LastIndexOf('/') + 1)] + path;
    }

    /// <summary>RFC 3986 §5.2.4.</summary>
    static string WithoutDots(string path)
    {
        if (!path.Contains('.', StringComparison.Ordinal))
            return path;

        var kept = new List<string>();
        var segments = path.Split('/');
        for (var i = 0; i < segments.Length; i++)
        {
            var isLast = i == segments.Length - 1;
            if (segments[i] is not ("." or ".."))
            {
                kept.Add(segments[i]);
                continue;
            }

            var floor = path[0] == '/' ? 1 : 0;
            if (segments[i] == ".." && kept.Count > floor)
                kept.RemoveAt(kept.Count - 1);

            if (isLast)
                kept.Add("");
        }

        return string.Join('/', kept);
    }

    /// <summary>The parts of a reference without a fragment (RFC 3986, appendix B).</summary>
    sealed record Parts(string? Scheme, string? Authority, string Path, string? Query)
    {
        public static Parts Of(string reference)
        {
            var scheme = SchemeOf(reference);
            var rest = scheme is null ? reference : reference[(scheme.Length + 1)..];

            string? query = null;
            var mark = rest.IndexOf('?', StringComparison.Ordinal);
            if (mark >= 0)
                (rest, query) = (rest[..mark], rest[(mark + 1)..]);

            if (!rest.StartsWith("//", StringComparison.Ordinal))
                return new Parts(scheme, Authority: null, rest, query);

            var end = rest.IndexOf('/', 2);
            return end < 0
                ? new Parts(scheme, rest[2..], "", query)
                : new Parts(scheme, rest[2..end], rest[end..], query);
        }

        public override string ToString()
        {
            var scheme = Scheme is null ? "" : Scheme + ":";
            var authority = Authority is null ? "" : "//" + Authority;
            var query = Query is null ? "" : "?" + Query;

            return scheme + authority + Path + query;
        }

        static string? SchemeOf(string reference)
        {
            var end = reference.AsSpan().IndexOfAny(":/?");
            if (end <= 0 || reference[end] != ':' || !char.IsAsciiLetter(reference[0]))
                return null;

            foreach (var character in reference.AsSpan(0, end))
            {
                if (!char.IsAsciiLetterOrDigit(character) && character is not ('+' or '-' or '.'))
                    return null;
            }

            return reference[..end];
        }
    }
}
