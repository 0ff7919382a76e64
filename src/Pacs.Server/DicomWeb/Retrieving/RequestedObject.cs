using Pacs.Archive.Retrieve;
using Pacs.Server.DicomWeb.Headers;

namespace Pacs.Server.DicomWeb.Retrieving;

/// <summary>What the path of a request names.</summary>
internal static class RequestedObject
{
    private static readonly Problem NoFrames =
        new(StatusCodes.Status400BadRequest, "Frames are numbers from 1 with commas between them, such as 1,3,5.");

    /// <summary>A study's series, or the one; null when none is held, which was told.</summary>
    public static async Task<IReadOnlyList<StoredSeries>?> FindSeriesAsync(HttpContext context, ArchiveRetrieve retrieve)
    {
        var path = context.Request.RouteValues;
        var found = retrieve.FindSeries(ServedTenant.Of(context), Uid(path, "study") ?? "", Uid(path, "series"));
        if (found.Count > 0) return found;

        await NotHeld(path.ContainsKey("series") ? "series" : "study").WriteAsync(context);
        return null;
    }

    /// <summary>Null when it is not held, which was told.</summary>
    public static async Task<StoredInstance?> FindInstanceAsync(HttpContext context, ArchiveRetrieve retrieve)
    {
        var path = context.Request.RouteValues;
        var found = retrieve.FindInstance(
            ServedTenant.Of(context), Uid(path, "study") ?? "", Uid(path, "series") ?? "", Uid(path, "instance") ?? "");
        if (found is null) await NotHeld("instance").WriteAsync(context);
        return found;
    }

    /// <summary>The numbers of frames; null when they are none, which was told.</summary>
    public static async Task<IReadOnlyList<int>?> ReadFramesAsync(HttpContext context)
    {
        var numbers = FrameList.Parse(context.Request.RouteValues["frames"] as string ?? "");
        if (numbers is null) await NoFrames.WriteAsync(context);
        return numbers;
    }

    /// <summary>False when an instance of so many frames does not have all of these, which was told.</summary>
    public static async Task<bool> HasFramesAsync(HttpContext context, IEnumerable<int> numbers, int count)
    {
        if (numbers.All(number => number >= 1 && number <= count)) return true;

        await new Problem(StatusCodes.Status404NotFound, $"The instance has frames 1 to {count}.").WriteAsync(context);
        return false;
    }

    /// <summary>The query parameter goes before the header (PS3.18 §8.3.3.1): links have no headers.</summary>
    public static Accept AcceptOf(HttpContext context) =>
        Accept.Parse(context.Request.Query.TryGetValue("accept", out var parameter) ? parameter : context.Request.Headers.Accept);

    /// <summary>Where an instance is, for links in answers.</summary>
    public static string UrlOf(string root, StoredInstance instance) =>
        $"{root}/studies/{instance.StudyInstanceUid}/series/{instance.SeriesInstanceUid}/instances/{instance.SopInstanceUid}";

    public static Problem NotHeld(string what) => new(StatusCodes.Status404NotFound, $"The archive does not hold this {what}.");

    private static string? Uid(RouteValueDictionary path, string name) => path.TryGetValue(name, out var value) ? value as string : null;
}
