import { createServer as createHttpServer } from 'node:http';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { open } from '../../../tools/drills/client';

const servers: Server[] = [];
afterEach(() => servers.splice(0).forEach(server => server.close()));

async function listen(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** Reads the PROXY line, then answers what it read as the body of every response. */
const readsProxyLine = (socket: Socket): void => {
  let text = '';
  socket.on('data', (data: Buffer) => {
    text += data.toString();
    const [line = ''] = text.split('\r\n', 1);
    if (text.includes('\r\n\r\n'))
      socket.end(`HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: ${line.length}\r\n\r\n${line}`);
  });
};

test('sends the source address ahead of everything else', async () => {
  const port = await listen(createServer(readsProxyLine));
  const client = open({ url: 'http://localhost', port, from: '192.0.2.7' });
  await expect(client.call({ path: '/' })).resolves.toMatchObject({
    status: 200,
    body: expect.stringMatching(new RegExp(`^PROXY TCP4 192\\.0\\.2\\.7 127\\.0\\.0\\.1 \\d+ ${port}$`)) as string,
  });
  await client.close();
});

test('sends the token, the headers and an object as JSON, under an honest User-Agent', async () => {
  const echo = createHttpServer((request, response) => {
    const { 'user-agent': agent, authorization, 'x-extra': extra, 'content-type': type, host } = request.headers;
    void request.toArray().then(chunks => {
      const body = Buffer.concat(chunks as Buffer[]).toString();
      response.end(JSON.stringify({ agent, authorization, extra, type, host, body, method: request.method }));
    });
  });
  const port = await listen(echo);
  const client = open({ url: 'http://origin.api.example.com', port });
  const { body } = await client.call({
    method: 'POST',
    path: '/x',
    token: 'opaque',
    headers: { 'x-extra': '1' },
    body: { a: 1 },
  });
  expect(JSON.parse(body)).toEqual({
    agent: 'portcullis-drills',
    authorization: 'Bearer opaque',
    extra: '1',
    type: 'application/json',
    host: 'origin.api.example.com',
    body: '{"a":1}',
    method: 'POST',
  });
  await client.close();
});

test('a door that is shut is an answer with status 0', async () => {
  const port = await listen(createServer(socket => socket.destroy()));
  const client = open({ url: 'https://localhost', port, ca: 'none' });
  await expect(client.call({ path: '/' })).resolves.toMatchObject({ status: 0, error: expect.any(String) as string });
  await client.close();
});
