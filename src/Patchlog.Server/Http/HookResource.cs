using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Patchlog.Server.Wire;

namespace Patchlog.Server.Http;

/// <summary>
/// <c>/hooks/github</c>: GitHub says that there was a push. What it says beside that is not believed: the source asks
/// GitHub itself, so that a call that is repeated does no more than the first.
/// </summary>
/// <param name="hook">The hook; null if the server has no secret to know GitHub by.</param>
/// <param name="limits">The bounds of a call.</param>
sealed class HookResource(GitHubHook? hook, IntakeLimits limits)
{
    const string Algorithm = "sha256=";

    /// <summary>Wakes the source, if it was GitHub who called.</summary>
    public async Task<Reply> ReceiveAsync(ResourceRequest request)
    {
        if (!request.TryReadNoQuery(out var problem))
            return problem;

        if (hook is null)
            return ResourceRequest.NoRoute(request.Context);

        // https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
        if (!TryReadSignature(request.Http, out var expected))
            return Unsigned();

        // Everybody could sign with an empty one.
        var key = Encoding.UTF8.GetBytes(hook.Secret());
        if (key.Length == 0)
            return Unsigned();

        var signed = await RequestBody.SignAsync(request.Http, key, limits.MaxHookBytes, request.Aborted);
        if (!signed.TryGet(out var signature, out problem))
            return problem;

        if (!CryptographicOperations.FixedTimeEquals(signature, expected))
            return Unsigned();

        if (request.Http.Headers["X-GitHub-Event"] == "push")
            hook.Wake();

        return new Reply(StatusCodes.Status202Accepted);
    }

    static bool TryReadSignature(HttpRequest request, [NotNullWhen(true)] out byte[]? signature)
    {
        var text = request.Headers["X-Hub-Signature-256"].ToString();
        var digits = text.StartsWith(Algorithm, StringComparison.Ordinal) ? text[Algorithm.Length..] : "";
        signature = digits.Length == 2 * SHA256.HashSizeInBytes && digits.All(char.IsAsciiHexDigit)
            ? Convert.FromHexString(digits)
            : null;

        return signature is not null;
    }

    static Problem Unsigned() =>
        new(ProblemCode.Forbidden, "The call is not signed with the secret of this server (X-Hub-Signature-256).");
}
