namespace Pacs.Server.DicomWeb.Surroundings;

/// <summary>Lets pages of other origins use the service (CORS), those that are configured and no others.</summary>
internal static class OtherOrigins
{
    private static readonly string[] Exposed =
        ["Link", "Warning", "X-Total-Count", "X-Total-Count-Kind", "ETag", "Location", "Content-Location", "Content-Range", "Accept-Ranges"];

    private static readonly string[] Methods = ["GET", "HEAD", "POST", "DELETE", "OPTIONS"];

    public static void Welcome(WebApplication app, IList<string> origins)
    {
        if (origins.Count == 0) return;

        app.UseWhen(
            context => context.Request.Path.StartsWithSegments(DicomWebDoor.Path),
            door => door.UseCors(policy => policy
                .WithOrigins([.. origins]).WithMethods(Methods).AllowAnyHeader().WithExposedHeaders(Exposed)));
    }

    /// <summary>True for <c>https://viewer.example:8443</c>, and for <c>*</c>, which is any.</summary>
    public static bool IsOrigin(string text) => text == "*" ||
        (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.GetLeftPart(UriPartial.Authority) == text);
}
