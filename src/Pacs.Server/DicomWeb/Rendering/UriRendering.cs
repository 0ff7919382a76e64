using System.Globalization;
using Pacs.Archive.Retrieve;
using Pacs.Imaging.Rendering;
using Pacs.Server.DicomWeb.Headers;
using Pacs.Server.Rendering;

namespace Pacs.Server.DicomWeb.Rendering;

/// <summary>Pictures, pages, documents and videos by query parameters (PS3.18 §9.1.2): WADO-URI with another contentType than DICOM's.</summary>
internal sealed class UriRendering(RenderedRetrieval rendered)
{
    public async Task AnswerAsync(HttpContext context, StoredInstance instance)
    {
        var query = context.Request.Query;
        var accept = Accept.Parse(query["contentType"]);
        if (RenderedDocument.Of(instance) is { } document)
        {
            await document.AnswerAsync(context, accept);
            return;
        }

        if (query.ContainsKey("presentationUID"))
        {
            await new Problem(StatusCodes.Status406NotAcceptable, "Presentation states are not applied.").WriteAsync(context);
            return;
        }

        string? wrong = null;
        var parameters = Parse(query, ref wrong);
        var frame = NumberOf(query, "frameNumber", ref wrong);
        if (wrong is not null) await new Problem(StatusCodes.Status400BadRequest, $"{wrong}.").WriteAsync(context);
        else await rendered.AnswerAsync(context, instance, frame is { } number ? [number] : null, parameters, accept);
    }

    private static RenderingParameters Parse(IQueryCollection query, ref string? wrong)
    {
        var request = new RenderingRequest { Window = WindowOf(query, ref wrong), Viewport = ViewportOf(query, ref wrong) };
        return (RenderingParameters.Usual with { Request = request })
            .WithAnnotation(query, "annotation", ref wrong)
            .WithQuality(query, "imageQuality", ref wrong);
    }

    private static VoiWindow? WindowOf(IQueryCollection query, ref string? wrong)
    {
        if (!query.ContainsKey("windowCenter") && !query.ContainsKey("windowWidth")) return null;

        var window = WindowParameter.Parse($"{query["windowCenter"]},{query["windowWidth"]}");
        if (window is null) wrong = "windowCenter and windowWidth are numbers and go together; the width is at least 1";
        return window;
    }

    private static Viewport? ViewportOf(IQueryCollection query, ref string? wrong)
    {
        var (columns, rows, region) = (NumberOf(query, "columns", ref wrong), NumberOf(query, "rows", ref wrong), RegionOf(query, ref wrong));
        if (columns is null && rows is null && region is null) return null;

        return new Viewport(columns ?? FrameRenderer.LongestSide, rows ?? FrameRenderer.LongestSide)
        {
            Region = region,
            IsOnlyLimit = columns is null && rows is null,
        };
    }

    // xmin "," ymin "," xmax "," ymax, from 0 to 1
    private static SourceRegion? RegionOf(IQueryCollection query, ref string? wrong)
    {
        if (!query.TryGetValue("region", out var values)) return null;

        double?[] sides = [.. values.ToString().Split(',').Select(WindowParameter.NumberOf)];
        if (sides is [>= 0 and var left, >= 0 and var top, <= 1 and var right, <= 1 and var bottom] && left < right && top < bottom)
        {
            return new SourceRegion(left, top, right - left, bottom - top, IsRelative: true);
        }

        wrong = "region is the left, top, right and bottom of a part of the image, from 0 to 1";
        return null;
    }

    private static int? NumberOf(IQueryCollection query, string name, ref string? wrong)
    {
        if (!query.TryGetValue(name, out var values)) return null;

        var isNumber = int.TryParse(values.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0;
        if (isNumber && (name == "frameNumber" || number <= FrameRenderer.LongestSide)) return number;

        wrong = $"{name} is a whole number from 1, and of rows and columns up to {FrameRenderer.LongestSide}";
        return null;
    }
}
