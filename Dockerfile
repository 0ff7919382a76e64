# docker build -t pacs .
# docker run -p 11112:11112 -v pacs:/data -e Pacs__Peers__0__AeTitle=CT1 -e Pacs__Peers__0__Host=10.0.0.5 -e Pacs__Peers__0__Port=104 pacs
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY . .
RUN dotnet publish src/Pacs.Server --configuration Release --output /app --nologo -p:UseAppHost=false \
  --use-current-runtime --self-contained false -p:PublishReadyToRun=true

FROM mcr.microsoft.com/dotnet/aspnet:10.0
# What decodes JPEG 2000, JPEG-LS and JPEG, and writes HTJ2K; the names are Ubuntu's, which the image is made of.
RUN apt-get update && apt-get install -y --no-install-recommends libopenjp2-7 libcharls2 libturbojpeg openjph-tools && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY --from=build /app .

# A volume made from this folder is the user's own.
RUN mkdir /data && chown "$APP_UID" /data
VOLUME /data
USER $APP_UID

# HTTP asks nobody who they are: it is for the health check until Pacs__HttpListenAddress=0.0.0.0 and Pacs__AllowAnonymous=true.
# In a container loopback reaches nobody. On every address the archive starts only when it has been told who may call:
# Pacs__Peers__0__AeTitle and so on, or Pacs__AllowUnknownPeers=true; otherwise it says so and ends.
ENV Pacs__ListenAddress=0.0.0.0 Pacs__HttpListenAddress=127.0.0.1 Pacs__DataDirectory=/data Pacs__DicomPort=11112 Pacs__HttpPort=8080
EXPOSE 11112 8080

# Over HTTP: a C-ECHO would be from a title that is not among the configured peers. The image has bash and no curl.
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD bash -c 'exec 3<>"/dev/tcp/127.0.0.1/$Pacs__HttpPort" && printf "GET /health/ready HTTP/1.0\r\n\r\n" >&3 && grep -q ready <&3'

# Exec form: SIGTERM of `docker stop` reaches the archive, which then ends in good order.
ENTRYPOINT ["dotnet", "pacs.dll"]
CMD ["serve"]
