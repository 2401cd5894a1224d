"""nginx with the service's own answers as files: what serving these bytes costs at least."""

import gzip
from pathlib import Path

from comparing import changing_fields
from http_client import Client, Reply
from processes import Failed, Processes, free_port, listens

# What is nginx's own: when it was, who it is, that the connection is kept, and the name that it gives to a file.
OWN = {"date", "server", "connection", "etag", "content-length"}

# As quick as it gets: files stay open, nothing is logged, no connection is closed.
SETTINGS = """
daemon off;
worker_processes 2;
pid {folder}/nginx.pid;
error_log stderr error;
events {{ worker_connections 4096; }}
http {{
    access_log off;
    server_tokens off;
    keepalive_requests 1000000000;
    keepalive_timeout 300s;
    sendfile on;
    tcp_nopush on;
    open_file_cache max=100 inactive=1h;
    open_file_cache_valid 1h;
    gzip off;
    gzip_static on;
    etag on;
    max_ranges 0;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port} backlog=4096;
{locations}
    }}
}}
"""

LOCATION = """
        location = {path} {{
            alias {file};
            types {{ }}
            default_type "{type}";
{fields}
        }}
"""


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def start(processes: Processes, service: int, paths: list[str]) -> tuple:
    """Serves what the service on that port answers to the paths. Gives the process and its port."""
    folder = processes.folder / "nginx"
    folder.mkdir()
    port = free_port()
    client = Client(service)
    locations = []
    for number, path in enumerate(paths):
        plain, coded = client.get(path), client.get(path, {"Accept-Encoding": "gzip"})
        file = folder / str(number)
        file.write_bytes(plain.body)
        if coded.fields.get("content-encoding") == "gzip":
            Path(f"{file}.gz").write_bytes(coded.body)
            if gzip.decompress(coded.body) != plain.body:
                raise Failed(f"GET {path}: what gzip holds is not what the plain answer is.")
        kept = {name: value for name, value in plain.fields.items() if name not in OWN | {"content-type"}}
        fields = "\n".join(f"            add_header {name} {quoted(value)};" for name, value in [("Last-Modified", ""), *kept.items()])
        locations.append(LOCATION.format(path=path.partition("?")[0], file=file, type=plain.fields["content-type"], fields=fields))
    configuration = folder / "nginx.conf"
    configuration.write_text(SETTINGS.format(folder=folder, port=port, locations="".join(locations)))
    # Its workers run as another user where it was started by root.
    folder.chmod(0o755)
    process = processes.start("nginx", ["nginx", "-p", folder, "-c", configuration])
    process.until(lambda: listens(port), 10, "listen")
    own = Client(port)
    changing = changing_fields(service, paths[0])
    for path in paths:
        for accepted in ({}, {"Accept-Encoding": "gzip"}):
            compare(path, client.get(path, accepted), own.get(path, accepted), OWN | changing)
    return process, port


def compare(path: str, ours: Reply, theirs: Reply, own: set[str]):
    if ours.body != theirs.body:
        raise Failed(f"GET {path}: nginx sends another body than the service.")
    without = [{name: value for name, value in reply.fields.items() if name not in own} for reply in (ours, theirs)]
    if without[0] != without[1]:
        raise Failed(f"GET {path}: nginx sends other fields than the service: {set(without[0].items()) ^ set(without[1].items())}")
