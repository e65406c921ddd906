using Patchlog.Server.Wire;

namespace Patchlog.Server.Http;

/// <summary>The headers that HTTP wants beside certain problems. <c>Allow</c> is the route's to say.</summary>
static class ProblemHeaders
{
    /// <summary>Adds the headers of a problem.</summary>
    /// <param name="headers">The headers of the answer.</param>
    /// <param name="method">The method that was refused.</param>
    /// <param name="code">The code of the problem.</param>
    public static void Add(IHeaderDictionary headers, string method, ProblemCode code)
    {
        switch (code.Status)
        {
            case StatusCodes.Status415UnsupportedMediaType when HttpMethods.IsPatch(method):
                headers["Accept-Patch"] = MediaTypes.Patches;
                break;
            case StatusCodes.Status415UnsupportedMediaType when HttpMethods.IsPost(method):
                headers["Accept-Post"] = MediaTypes.Json;
                break;
            case StatusCodes.Status426UpgradeRequired:
                // RFC 9110 §7.8 has Upgrade named in Connection. Without a second word Kestrel takes that for the end
                // of the connection.
                headers.Connection = "Upgrade, keep-alive";
                headers.Upgrade = "websocket";
                break;
            case StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable:
                headers.RetryAfter = RetryDelays.RetryAfter;
                break;
        }
    }
}
