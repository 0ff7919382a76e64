using System.Globalization;
using System.IO.Hashing;
using System.Text;
using Pacs.Imaging.Rendering;
using Pacs.Server.Rendering;

namespace Pacs.Server.DicomWeb.Rendering;

/// <summary>What the query string of a rendered resource asks for (PS3.18 §8.3.5). What it does not know it does not look at.</summary>
internal sealed record RenderingParameters(RenderingRequest Request, int Quality, PictureProfile Profile)
{
    /// <summary>Differs when the same would be rendered otherwise than before.</summary>
    private const string Edition = "2";

    public static RenderingParameters Usual { get; } = new(RenderingRequest.AsIs, PictureEncoder.UsualQuality, PictureProfile.None);

    /// <summary>What tells what was asked for from all else that can be.</summary>
    public string Form => XxHash64
        .HashToUInt64(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Edition} {Request} {Quality} {Profile}")))
        .ToString("x16", CultureInfo.InvariantCulture);

    /// <summary>The parameters; null, and what is wrong with them, when they are none.</summary>
    public static RenderingParameters? Parse(IQueryCollection query, out Problem? flaw)
    {
        string? wrong = null;
        var asked = Usual with
        {
            Request = new RenderingRequest
            {
                Window = Value(query, "window", WindowParameter.Parse, WindowParameter.Grammar, ref wrong),
                Viewport = Value(query, "viewport", ViewportParameter.Parse, ViewportParameter.Grammar, ref wrong),
            },
        };
        asked = asked.WithAnnotation(query, "annotation", ref wrong).WithQuality(query, "quality", ref wrong);
        var profile = Value(query, "iccprofile", ProfileOf, "iccprofile is no, yes, srgb, adobergb or rommrgb", ref wrong);
        flaw = wrong is null ? null : new Problem(StatusCodes.Status400BadRequest, $"{wrong}.");
        return wrong is null ? asked with { Profile = profile ?? PictureProfile.None } : null;
    }

    /// <summary>The parameters of a thumbnail: a viewport without a part of the image.</summary>
    public static Viewport? ParseThumbnail(IQueryCollection query, Viewport usual, out Problem? flaw)
    {
        string? wrong = null;
        var viewport = Value(query, "viewport", ViewportParameter.Parse, ViewportParameter.Grammar, ref wrong);
        if (viewport?.Region is not null) wrong = "The viewport of a thumbnail is vw,vh: all of the image is in it";
        flaw = wrong is null ? null : new Problem(StatusCodes.Status400BadRequest, $"{wrong}.");
        return wrong is null ? viewport ?? usual : null;
    }

    // #( "patient" / "technique" )
    public RenderingParameters WithAnnotation(IQueryCollection query, string name, ref string? wrong)
    {
        var words = query[name].ToString().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (Array.Exists(words, word => word is not ("patient" or "technique"))) wrong = $"{name} is patient, technique or both, with a comma";
        return this with
        {
            Request = Request with { ShowsPatient = words.Contains("patient"), ShowsTechnique = words.Contains("technique") },
        };
    }

    public RenderingParameters WithQuality(IQueryCollection query, string name, ref string? wrong) =>
        this with { Quality = Value(query, name, QualityOf, $"{name} is a whole number from 1 to 100", ref wrong) ?? Quality };

    private static int? QualityOf(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var quality) && quality is >= 1 and <= 100 ? quality : null;

    private static PictureProfile? ProfileOf(string text) => text switch
    {
        "no" => PictureProfile.None,
        "yes" => PictureProfile.Own,
        "srgb" => PictureProfile.Srgb,
        "adobergb" => PictureProfile.AdobeRgb,
        "rommrgb" => PictureProfile.RommRgb,
        _ => null,
    };

    /// <summary>A parameter that is there once, or null; <paramref name="wrong"/> says what is wrong with it.</summary>
    private static T? Value<T>(IQueryCollection query, string name, Func<string, T?> parse, string grammar, ref string? wrong)
        where T : class
    {
        if (!query.TryGetValue(name, out var values)) return null;
        var parsed = values is [{ } text] ? parse(text) : null;
        if (parsed is null) wrong = grammar;
        return parsed;
    }

    private static T? Value<T>(IQueryCollection query, string name, Func<string, T?> parse, string grammar, ref string? wrong)
        where T : struct
    {
        if (!query.TryGetValue(name, out var values)) return null;
        var parsed = values is [{ } text] ? parse(text) : null;
        if (parsed is null) wrong = grammar;
        return parsed;
    }
}
