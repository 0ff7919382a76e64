using System.Net;
using System.Text.Json;

namespace Pacs.Server.Tests.DicomWeb;

public sealed class DicomWebDoorTests
{
    [Fact]
    public async Task Explains_what_it_refuses_and_names_the_kind_of_everything()
    {
        await using var archive = await ServedArchive.StartAsync();
        using var browser = new HttpClient();

        foreach (var (method, path, status) in ((HttpMethod, string, HttpStatusCode)[])
            [
                (HttpMethod.Get, "dicom-web/nothing", HttpStatusCode.NotFound),
                (HttpMethod.Put, "dicom-web", HttpStatusCode.MethodNotAllowed),
            ])
        {
            using var answer = await browser.SendAsync(new HttpRequestMessage(method, new Uri(archive.Http, path)), Patience.Soon);

            Assert.Equal(status, answer.StatusCode);
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
            Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
            using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Patience.Soon));
            Assert.Equal((int)status, problem.RootElement.GetProperty("status").GetInt32());
            Assert.NotEqual("", problem.RootElement.GetProperty("detail").GetString());
        }
    }

    [Fact]
    public async Task Is_open_for_each_tenant_that_is_configured_and_no_other()
    {
        await using var archive = await ServedArchive.StartAsync(("Tenants:0", "north"));
        using var browser = new HttpClient();

        Assert.Equal(HttpStatusCode.OK, await StatusOf("dicom-web/"));
        Assert.Equal(HttpStatusCode.OK, await StatusOf("dicom-web/north/"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusOf("dicom-web/south/"));

        async Task<HttpStatusCode> StatusOf(string path)
        {
            using var answer = await browser.GetAsync(new Uri(archive.Http, path), Patience.Soon);
            return answer.StatusCode;
        }
    }
}
