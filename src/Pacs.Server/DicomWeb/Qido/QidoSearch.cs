using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using Pacs.Archive.Query;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Server.DicomWeb.Headers;
using Pacs.Server.Hosting;

namespace Pacs.Server.DicomWeb.Qido;

/// <summary>
/// Answers searches:
/// <list type="number">
/// <item>the query string becomes the identifier of a C-FIND, and is matched by the same code;</item>
/// <item>a page, or the beginning of a long answer, is held back until it is known what its headers say;</item>
/// <item>the rest is sent as it is found.</item>
/// </list>
/// Nothing found is 200 with an empty array, or 204 in XML, which has no form for it.
/// </summary>
internal sealed class QidoSearch(ArchiveQuery query, PacsOptions options)
{
    /// <summary>Answers of a page that is held back, and of a longer one before it is sent: some hundred kilobytes.</summary>
    private const int LongestPage = 1000, Beginning = 32;

    /// <summary>Matches that are counted to tell how many there are.</summary>
    private const int Countable = 10_000;

    /// <summary>Bytes that are gathered before they are sent.</summary>
    private const int Piece = 64 << 10;

    private static readonly Offer[] Offers =
        [new("application/dicom+json"), new("application/json"), new("multipart/related", XmlResults.PartType)];

    public async Task AnswerAsync(HttpContext context, QidoLevel level)
    {
        if (Accept.Parse(context.Request.Headers.Accept).Choose(Offers) is not { } accepted)
        {
            await new Problem(
                StatusCodes.Status406NotAcceptable,
                "The answer can be had as application/dicom+json, application/json or multipart/related;type=\"application/dicom+xml\".")
                .WriteAsync(context);
            return;
        }

        var (request, flaw) = QidoParser.Parse(level, context.Request.RouteValues, context.Request.QueryString.Value);
        if (request is null)
        {
            await new Problem(StatusCodes.Status400BadRequest, flaw ?? "").WriteAsync(context);
            return;
        }

        var answers = query.Find(
            QueryRoot.Study, request.Identifier, request.Options, options.AeTitle, request.Window, ServedTenant.Of(context));
        using IResultWriter results = accepted.Offer.PartType is null
            ? new JsonResults(context.Response.BodyWriter, accepted.Offer.Essence)
            : new XmlResults(context.Response.BodyWriter);
        await WriteAsync(context, request, answers, results);
    }

    private static async Task WriteAsync(HttpContext context, QidoRequest request, QueryAnswers answers, IResultWriter results)
    {
        var cancelled = context.RequestAborted;
        var root = ServiceRoot.Of(context);
        var output = context.Response.BodyWriter;
        var isPage = request.Window.Limit <= LongestPage;
        var count = 0;
        var sent = 0L;
        context.Response.ContentType = results.ContentType;
        await foreach (var match in answers.WithCancellation(cancelled))
        {
            Complete(match, request, root);
            results.Add(match);
            count++;
            if (context.Response.HasStarted ? results.Written - sent < Piece : isPage || count < Beginning) continue;

            if (!context.Response.HasStarted) TellOfPart(context, request, answers);
            results.Commit();
            sent = results.Written;
            await output.FlushAsync(cancelled);
        }

        if (answers.End == QueryEnd.PositionLost)
        {
            await new Problem(StatusCodes.Status410Gone, "The index has been rebuilt since this list was begun: begin it anew.").WriteAsync(context);
            return;
        }

        if (!context.Response.HasStarted)
        {
            TellOfWhole(context, request, answers, count);
        }
        else if (answers.End != QueryEnd.Complete && !(answers.End == QueryEnd.TooManyMatches && request.Window.Limit is not null))
        {
            context.Abort(); // what began without a warning must not end like a whole answer
            return;
        }

        if (count == 0 && !results.HasEmptyForm)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            context.Response.ContentType = null;
            return;
        }

        results.End();
        await output.FlushAsync(cancelled);
    }

    /// <summary>What a search answers beside what is held, and without what only a C-FIND says.</summary>
    private static void Complete(DataSet match, QidoRequest request, string root)
    {
        match.Remove(Tags.QueryRetrieveLevel);
        if (!request.WantsAeTitle) match.Remove(Tags.RetrieveAETitle);
        foreach (var tag in request.Optional)
        {
            if (match.Find(tag) is { IsEmpty: true }) match.Remove(tag);
        }

        var url = $"{root}/studies/{match.GetString(Tags.StudyInstanceUID)}";
        if (request.Level != QidoLevel.Study) url += $"/series/{match.GetString(Tags.SeriesInstanceUID)}";
        if (request.Level == QidoLevel.Instance) url += $"/instances/{match.GetString(Tags.SOPInstanceUID)}";
        match.Set(Tags.RetrieveURL, Vr.UR, url);
    }

    /// <summary>The headers of an answer that is there as a whole.</summary>
    private static void TellOfWhole(HttpContext context, QidoRequest request, QueryAnswers answers, int count)
    {
        var (window, hasMore) = (request.Window, answers.End == QueryEnd.TooManyMatches);
        if (!hasMore && answers.End == QueryEnd.Complete && window.After is null && (count > 0 || window.Skip == 0))
        {
            Tell(context, new QueryTotal((long)window.Skip + count, IsExact: true, IsCut: false));
        }
        else
        {
            Tell(context, Count(context, answers));
        }

        WarnOfKeys(context, answers);
        if (answers.End is QueryEnd.TooManyHeaders or QueryEnd.UnreadableInstance)
        {
            Warn(context, answers.End == QueryEnd.TooManyHeaders
                ? "Keys that are not indexed were looked up in as many instances as one search may read: there may be more results"
                : "An instance could not be read: there may be more results");
        }

        if (!hasMore) return;

        Warn(context, "There are additional results that can be requested");
        if (count > 0 && answers.Position is { } place) Link(context, ("after", place.ToString()));
    }

    /// <summary>The headers of an answer that will not be waited for.</summary>
    private static void TellOfPart(HttpContext context, QidoRequest request, QueryAnswers answers)
    {
        Tell(context, Count(context, answers));
        WarnOfKeys(context, answers);
        if (request.Window is not { Limit: { } limit } window) return;

        (string, string)[] next = [("offset", (window.Skip + (long)limit).ToString(CultureInfo.InvariantCulture))];
        Link(context, window.After is { } place ? [("after", place.ToString()), .. next] : next);
    }

    /// <summary>On the thread that has just read answers from the index, which is none of a connection.</summary>
    private static QueryTotal Count(HttpContext context, QueryAnswers answers) => answers.Count(Countable, context.RequestAborted);

    private static void Tell(HttpContext context, QueryTotal total)
    {
        context.Response.Headers["X-Total-Count"] = total.Count.ToString(CultureInfo.InvariantCulture);
        context.Response.Headers["X-Total-Count-Kind"] = total switch
        {
            { IsExact: true } => "exact",
            { IsCut: true } => "minimum",
            _ => "estimated",
        };
    }

    private static void WarnOfKeys(HttpContext context, QueryAnswers answers)
    {
        if (answers.HasUnsupportedKeys)
        {
            Warn(context, "An attribute below the level of the search was asked for: it is neither matched nor answered");
        }
    }

    // 299 agent "text" (RFC 7234 §5.5, PS3.18 §8.4.1)
    private static void Warn(HttpContext context, string text) =>
        context.Response.Headers.Append("Warning", $"299 pacs \"{text}\"");

    /// <summary>Relative to the request, so that it is right behind whatever proxy it came through.</summary>
    private static void Link(HttpContext context, params ReadOnlySpan<(string Name, string Value)> place)
    {
        var url = "?";
        foreach (var pair in new QueryStringEnumerable(context.Request.QueryString.Value))
        {
            var name = pair.DecodeName().Span;
            if (name.Equals("after", StringComparison.OrdinalIgnoreCase) || name.Equals("offset", StringComparison.OrdinalIgnoreCase)) continue;
            url += $"{pair.EncodedName}={pair.EncodedValue}&";
        }

        foreach (var (name, value) in place) url += $"{name}={value}&";
        context.Response.Headers.Link = $"<{url[..^1]}>; rel=\"next\"";
    }
}
