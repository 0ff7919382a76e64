using Microsoft.Extensions.FileProviders;

namespace Pacs.Server.DicomWeb.Surroundings;

/// <summary>
/// Serves the files of a folder at the root, such as a viewer, which then has the same origin as the service. A path that is
/// neither a file nor the archive's is a place within the viewer, and gets its first page.
/// </summary>
internal static class WebRoot
{
    private static readonly string[] OwnPaths = [DicomWebDoor.Path, "/control", "/health"];

    public static void Serve(WebApplication app, string? folder)
    {
        if (folder is null) return;

        var files = new PhysicalFileProvider(Path.GetFullPath(folder));
        app.UseDefaultFiles(new DefaultFilesOptions { FileProvider = files });
        app.UseStaticFiles(new StaticFileOptions { FileProvider = files });
        app.Use((context, next) =>
        {
            var isPage = context.GetEndpoint() is null
                && HttpMethods.IsGet(context.Request.Method)
                && !Path.HasExtension(context.Request.Path)
                && !Array.Exists(OwnPaths, path => context.Request.Path.StartsWithSegments(path));
            if (!isPage) return next(context);

            context.Response.ContentType = "text/html; charset=utf-8";
            return context.Response.SendFileAsync(files.GetFileInfo("index.html"), context.RequestAborted);
        });
    }
}
