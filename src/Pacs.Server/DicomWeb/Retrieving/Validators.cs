using System.Globalization;
using Pacs.Archive.Retrieve;

namespace Pacs.Server.DicomWeb.Retrieving;

/// <summary>Tells clients which version they get, and spares those that have it already the rest (RFC 9110 §8.8, §13).</summary>
internal static class Validators
{
    /// <summary>
    /// Sets ETag and Last-Modified. True when the client has this very representation: then 304 is all there is to answer.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="version">What is represented.</param>
    /// <param name="form">What tells this representation of it from others.</param>
    /// <param name="isStrong">The same bytes each time; otherwise boundaries differ.</param>
    public static bool IsUnchanged(HttpContext context, ContentVersion version, string form, bool isStrong = false)
    {
        var opaque = $"\"{version.Tag}-{form}\"";
        var headers = context.Response.Headers;
        headers.ETag = isStrong ? opaque : "W/" + opaque;
        headers.LastModified = version.LastReceived.ToString("R", CultureInfo.InvariantCulture);
        headers.CacheControl = "private, no-cache"; // kept, but asked for again: an instance may come at any time
        headers.Vary = "Accept, Accept-Encoding";

        var request = context.Request.Headers;
        var isUnchanged = request.IfNoneMatch.Count > 0
            ? request.IfNoneMatch.Any(field => Matches(field, opaque))
            : DateTimeOffset.TryParseExact(
                request.IfModifiedSince, "R", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var since)
                && since >= version.LastReceived.AddTicks(-(version.LastReceived.Ticks % TimeSpan.TicksPerSecond));
        if (isUnchanged) context.Response.StatusCode = StatusCodes.Status304NotModified;
        return isUnchanged;
    }

    /// <summary>True when a range is asked for of what is still the same (RFC 9110 §13.1.5).</summary>
    public static bool AllowsRange(HttpContext context) =>
        context.Request.Headers.IfRange is not [{ } validator] || validator == context.Response.Headers.ETag;

    // If-None-Match = "*" / #entity-tag; compared weakly
    private static bool Matches(string? field, string opaque) =>
        field is not null && (field.AsSpan().Trim() is "*" || field.Contains(opaque, StringComparison.Ordinal));
}
