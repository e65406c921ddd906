using System.Globalization;
using System.Text;

namespace Patchlog.Server.Bench;

/// <summary>
/// The document that every benchmark writes: an order of a given size. The bare clients in <c>bench/</c>
/// compile this same file, so that both sides of a ratio store the same bytes.
/// </summary>
static class BenchDocument
{
    /// <summary>The name of the aggregates' type.</summary>
    public const string TargetName = "order";

    const string Customer =
        """{"name":"Ada Lovelace","email":"ada@example.org","city":"London","country":"GB","since":"2019-04-01"}""";

    const string AfterNumber =
        "\",\"status\":\"open\",\"revision\":0,\"total\":1249.50,\"customer\":" + Customer + ",\"lines\":[";

    const string BeforeNote = "],\"tags\":[\"web\",\"priority\"],\"note\":\"";
    const string AfterNote = "\"}";
    const int LineLength = 90;

    /// <summary>An order as UTF-8 JSON of <paramref name="bytes"/> bytes, but of about 400 at least.</summary>
    public static byte[] Render(string id, int bytes)
    {
        var text = new StringBuilder(bytes + LineLength)
            .Append(CultureInfo.InvariantCulture, $$"""{"id":"{{id}}","number":"{{id}}""")
            .Append(AfterNumber);

        AppendLine(text, 1);
        for (var line = 2; text.Length + LineLength + BeforeNote.Length + AfterNote.Length <= bytes; line++)
            AppendLine(text.Append(','), line);

        text.Append(BeforeNote).Append('.', Math.Max(0, bytes - text.Length - AfterNote.Length)).Append(AfterNote);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    static void AppendLine(StringBuilder text, int line) => text
        .Append(CultureInfo.InvariantCulture, $$"""{"sku":"SKU-{{line:0000}}","title":"Analytical engine """)
        .Append(CultureInfo.InvariantCulture, $$"""{{line}}","quantity":{{line}},"price":{{line}}.25}""");
}
