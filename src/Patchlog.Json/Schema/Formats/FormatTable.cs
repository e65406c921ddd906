using System.Collections.Frozen;

namespace Patchlog.Json.Schema.Formats;

/// <summary>The formats by name, and the drafts that have them (2020-12 Validation §7.3).</summary>
static class FormatTable
{
    static readonly FrozenDictionary<string, (Format Format, SchemaDraft First)> Formats = Build();

    /// <summary>The format of a name; null if the draft does not define it, for then it asserts nothing.</summary>
    public static Format? Find(string name, SchemaDraft draft) =>
        Formats.TryGetValue(name, out var entry) && entry.First <= draft ? entry.Format : null;

    static FrozenDictionary<string, (Format Format, SchemaDraft First)> Build()
    {
        var formats = new Dictionary<string, (Format, SchemaDraft)>(StringComparer.Ordinal);

        Add("date-time", SchemaDraft.Draft4, "a date and time such as 2026-03-14T09:26:53Z", TimeFormats.IsDateTime);
        Add("date", SchemaDraft.Draft7, "a date such as 2026-03-14", TimeFormats.IsDate);
        Add("time", SchemaDraft.Draft7, "a time with its offset such as 09:26:53Z", TimeFormats.IsTime);
        Add("duration", SchemaDraft.Draft201909, "a duration such as P3DT4H", DurationFormat.IsDuration);

        Add("email", SchemaDraft.Draft4, "an e-mail address", EmailFormats.IsEmail);
        Add("idn-email", SchemaDraft.Draft7, "an e-mail address", EmailFormats.IsIdnEmail);
        Add("hostname", SchemaDraft.Draft4, "a host name", HostnameFormats.IsHostname);
        Add("idn-hostname", SchemaDraft.Draft7, "an internationalized host name", HostnameFormats.IsIdnHostname);
        Add("ipv4", SchemaDraft.Draft4, "an IPv4 address", AddressFormats.IsIpv4);
        Add("ipv6", SchemaDraft.Draft4, "an IPv6 address", AddressFormats.IsIpv6);

        Add("uri", SchemaDraft.Draft4, "a URI with its scheme", UriFormats.IsUri);
        Add("uri-reference", SchemaDraft.Draft6, "a URI reference", UriFormats.IsUriReference);
        Add("iri", SchemaDraft.Draft7, "an IRI with its scheme", UriFormats.IsIri);
        Add("iri-reference", SchemaDraft.Draft7, "an IRI reference", UriFormats.IsIriReference);
        Add("uri-template", SchemaDraft.Draft6, "a URI template", UriTemplateFormat.IsUriTemplate);
        Add("uuid", SchemaDraft.Draft201909, "a UUID", TextFormats.IsUuid);

        Add("json-pointer", SchemaDraft.Draft6, "a JSON Pointer", TextFormats.IsJsonPointer);
        Add("relative-json-pointer", SchemaDraft.Draft7, "a relative JSON Pointer", TextFormats.IsRelativeJsonPointer);
        Add("regex", SchemaDraft.Draft4, "a regular expression of ECMA-262", TextFormats.IsRegex);

        return formats.ToFrozenDictionary(StringComparer.Ordinal);

        void Add(string name, SchemaDraft first, string description, FormatTest test) =>
            formats.Add(name, (new Format(description, test), first));
    }
}
