import Figure from "./figure";

export default function Page() {
  return <Figure />;
}
